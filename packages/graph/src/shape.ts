/** The lengths of a tensor's axes, outermost first. */
export type Shape = readonly number[];

/**
 * The number of elements: the product of the lengths.
 *
 * ```ts
 * import { sizeOf } from "@chainrule/graph";
 *
 * sizeOf([2, 3]); // => 6
 * sizeOf([]); // => 1
 * ```
 */
export function sizeOf(shape: Shape): number {
  let size = 1;
  // Not by an iterator: this is asked of every value that is built, and V8 makes an object for each step of one.
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
  return size;
}

/**
 * Row-major strides, in elements.
 *
 * ```ts
 * import { stridesOf } from "@chainrule/graph";
 *
 * stridesOf([2, 3, 4]); // => [12, 4, 1]
 * ```
 */
export function stridesOf(shape: Shape): number[] {
  const strides = [...shape];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/**
 * Whether two shapes have the same lengths in the same order.
 *
 * ```ts
 * import { sameShape } from "@chainrule/graph";
 *
 * sameShape([2, 3], [3, 2]); // => false
 * ```
 */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * A shape as errors and printed graphs show it.
 *
 * ```ts
 * import { printShape } from "@chainrule/graph";
 *
 * printShape([2, 3]); // => "[2, 3]"
 * ```
 */
export function printShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/**
 * The shape that two shapes broadcast to by NumPy's rule, or `null` when they do not.
 *
 * ```ts
 * import { broadcastShapes } from "@chainrule/graph";
 *
 * broadcastShapes([2, 1], [3]); // => [2, 3]
 * broadcastShapes([2], [3]); // => null
 * ```
 */
export function broadcastShapes(a: Shape, b: Shape): Shape | null {
  if (b.length === 0 || sameShape(a, b)) return a;
  if (a.length === 0) return b;
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const lead = long.length - short.length;
  const shape = [...long];
  for (let axis = lead; axis < long.length; axis++) {
    const m = long[axis]!;
    const n = short[axis - lead]!;
    if (m !== n && m !== 1 && n !== 1) return null;
    if (m === 1) shape[axis] = n;
  }
  return shape;
}

/**
 * How long a part of an axis is from the first to the last of `size` elements that are `step` apart.
 *
 * ```ts
 * import { span } from "@chainrule/graph";
 *
 * span(3, 2); // => 5
 * span(0, 2); // => 0
 * ```
 */
export function span(size: number, step: number): number {
  return size === 0 ? 0 : (size - 1) * step + 1;
}
