import { printShape, type Shape, shapeError } from "@chainrule/graph";

/** Axes as a user names them: one, several, or all (`undefined`). */
export type Axes = number | readonly number[] | undefined;

/** `axis` counted from the front. Throws where there is no such axis among `rank`. */
export function axisOf(
  name: string,
  axis: number,
  shape: Shape,
  rank: number = shape.length,
): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw shapeError(
      name,
      rank === 0
        ? `there is no axis ${axis}; got a scalar of shape [].`
        : `axis must be an integer from ${-rank} to ${rank - 1}; got axis ${axis} of ${printShape(shape)}.`,
    );
  }
  return axis < 0 ? axis + rank : axis;
}

/** Different axes counted from the front, in the order given. */
export function axesOf(
  name: string,
  axes: readonly number[],
  shape: Shape,
  rank: number = shape.length,
): number[] {
  const found = axes.map((axis) => axisOf(name, axis, shape, rank));
  if (new Set(found).size !== found.length) {
    throw shapeError(
      name,
      `axes must differ; got axes ${printShape(axes)} of ${printShape(shape)}.`,
    );
  }
  return found;
}

/** The axes that a reduction names, in order. */
export function reducedAxes(name: string, axes: Axes, shape: Shape): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const list = typeof axes === "number" ? [axes] : axes;
  return axesOf(name, list, shape).toSorted((a, b) => a - b);
}
