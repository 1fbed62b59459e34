import { type Shape, stridesOf } from "@chainrule/graph";

/** Strides of a shape whose axes lie in `order`, outermost first. */
export function orderedStrides(shape: Shape, order: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  let stride = 1;
  for (const axis of order.toReversed()) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Whether elements with these strides lie in memory row by row, without gaps. */
export function isRowMajor({
  strides,
  shape,
}: {
  readonly strides: readonly number[];
  readonly shape: Shape;
}): boolean {
  const rowMajor = stridesOf(shape);
  return shape.every((length, axis) => length === 1 || strides[axis] === rowMajor[axis]);
}
