/** The lengths of a tensor's axes, outermost first. */
export type Shape = readonly number[];

/** The number of elements: the product of the lengths. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  // Not by an iterator: this is asked of every value that is built, and V8 makes an object for each step of one.
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
  return size;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = Array.from<number>({ length: shape.length });
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Whether two shapes have the same lengths in the same order. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** `[2, 3]`, as errors and printed graphs show a shape. */
export function printShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** The shape that two shapes broadcast to by NumPy's rule, or `null` when they do not. */
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
