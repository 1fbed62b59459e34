import { primitive, type Tensor, tensor } from "@chainrule/tensor";

/** The part of `x` along `axis` from `start`, of `shape`. */
export function part(x: Tensor, axis: number, start: number, shape: readonly number[]): Tensor {
  const starts = tensor(
    shape.map((_, other) => (other === axis ? start : 0)),
    { dtype: "int32" },
  );
  return primitive("slice", [x, starts], { sizes: shape, steps: shape.map(() => 1) });
}
