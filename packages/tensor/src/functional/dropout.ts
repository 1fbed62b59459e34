import { checkNames } from "@chainrule/graph";
import { asNode } from "../operand.ts";
import * as ops from "../ops/dropout.ts";
import type { Generator } from "../generator.ts";
import type { DTypeOf, Floating } from "../shapes/dtype.ts";
import type { ShapeOf } from "../shapes/shape.ts";
import { type Operand, Tensor } from "../tensor.ts";

/**
 * `x` with each element 0 with probability `p` (½ by default) and divided by `1 − p` otherwise, so that the expected value stays. Each call draws anew: from
 * `generator`, or from the default one. The shape is that of `x`; integers and bools give float32. Throws `RangeError` where `p` is not from 0 to 1. Source:
 * Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting".
 *
 * ```ts
 * import { dropout } from "@chainrule/tensor/functional";
 *
 * dropout([1, 2, 3], 0); // => [1, 2, 3]
 * dropout([1, 2, 3], 1); // => [0, 0, 0]
 * ```
 */
export function dropout<const O extends Operand>(
  x: O,
  p: number = 0.5,
  options: { readonly generator?: Generator | undefined } = {},
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  checkNames("dropout", options, { generator: 0 });
  return Tensor.of(ops.dropout(asNode(x, null, "dropout"), p, options.generator)) as never;
}
