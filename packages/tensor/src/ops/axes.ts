import { kindOf, printShape, type Shape, shapeError } from "@chainrule/graph";

/** Axes as a user names them: one, several, or all (`undefined`). */
export type Axes = number | readonly number[] | undefined;

/** `axis` counted from the front. Throws where the shape has no such axis. */
export function axisOf(name: string, axis: number, shape: Shape): number {
  const rank = shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw shapeError(
      name,
      `axis must be one of the input's; got axis ${kindOf(axis)} of ${printShape(shape)}.`,
    );
  }
  return axis < 0 ? axis + rank : axis;
}

/** The place of a new axis, counted from the front of the result. Throws where the result has no such place. */
export function newAxisOf(name: string, axis: number, shape: Shape): number {
  const rank = shape.length + 1;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw shapeError(name, `there is no place ${axis} for a new axis of ${printShape(shape)}.`);
  }
  return axis < 0 ? axis + rank : axis;
}

/** Different axes counted from the front, in the order given: one, or several. */
export function axesOf(name: string, axes: number | readonly number[], shape: Shape): number[] {
  const found: number[] = [];
  for (const axis of [axes].flat() as number[]) {
    const at = axisOf(name, axis, shape);
    if (found.includes(at)) {
      throw shapeError(
        name,
        `axes must differ; got axes ${printShape(axes as number[])} of ${printShape(shape)}.`,
      );
    }
    found.push(at);
  }
  return found;
}

/** The axes that a reduction names, in order. */
export function reducedAxes(name: string, axes: Axes, shape: Shape): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const found = axesOf(name, axes, shape);
  // Most lists are in order, and need no sort.
  return found.every((axis, i) => i === 0 || found[i - 1]! < axis)
    ? found
    : found.sort((a, b) => a - b);
}
