import { type Axes, keepDims, type ReduceOptions } from "../methods/reduce.ts";
import type { VarianceOptions, VectorNormOptions } from "../methods/statistics.ts";
import { asNode } from "../operand.ts";
import * as ops from "../ops/reduce.ts";
import * as softmax from "../ops/softmax.ts";
import type { CheckAxes, Reduce } from "../shapes/axes.ts";
import type { DTypeOf, Floating } from "../shapes/dtype.ts";
import type { ShapeOf } from "../shapes/shape.ts";
import { type Operand, type Tensor, tensorOf } from "../tensor.ts";

/**
 * The variance, `Σ (x − mean x)² / (n − correction)`. The correction is 0 unless given, as in NumPy and the array API standard (PyTorch's
 * default is 1). Of all elements, or along one axis or several; integers and bools give float32. Throws `ShapeError` where an axis does not
 * exist or is named twice.
 *
 * ```ts
 * import { variance } from "@chainrule/tensor/functional";
 *
 * variance([1, 2, 3, 4]); // => 1.25
 * ```
 */
export function variance<
  const O extends Operand,
  const X extends Axes & CheckAxes<"variance", ShapeOf<O>, X> = undefined,
  const K extends boolean = false,
>(
  x: O,
  axis?: X,
  options?: VarianceOptions<K>,
): Tensor<Reduce<ShapeOf<O>, X, K>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.variance(asNode(x), axis, options));
}

/**
 * The standard deviation: the root of `variance`, with its `correction` of 0. Its gradient is 0 where all elements are equal, as PyTorch's.
 * Integers and bools give float32. Throws `ShapeError` where an axis does not exist or is named twice.
 *
 * ```ts
 * import { std } from "@chainrule/tensor/functional";
 *
 * std([1, 2, 3, 4]); // => ≈ 1.11803
 * ```
 */
export function std<
  const O extends Operand,
  const X extends Axes & CheckAxes<"std", ShapeOf<O>, X> = undefined,
  const K extends boolean = false,
>(
  x: O,
  axis?: X,
  options?: VarianceOptions<K>,
): Tensor<Reduce<ShapeOf<O>, X, K>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.std(asNode(x), axis, options));
}

/**
 * The vector norm of `order` p, `(Σ |x|ᵖ)^(1/p)`: the Euclidean one, `√(Σ x²)`, unless said. Order ∞ is the largest size, −∞ the smallest,
 * 0 the number of elements that are not 0. The gradient is 0 where the norm is 0, as in PyTorch; equal largest sizes share it. Integers and
 * bools give float32. Throws `ShapeError` where an axis does not exist or is named twice.
 *
 * ```ts
 * import { norm } from "@chainrule/tensor/functional";
 *
 * norm([[3, 4], [6, -8]], 1); // => [5, 10]
 * ```
 */
export function norm<
  const O extends Operand,
  const X extends Axes & CheckAxes<"norm", ShapeOf<O>, X> = undefined,
  const K extends boolean = false,
>(
  x: O,
  axis?: X,
  options?: VectorNormOptions<K>,
): Tensor<Reduce<ShapeOf<O>, X, K>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.norm(asNode(x), axis, options));
}

/**
 * Vectors of length 1: `x / max(‖x‖, eps)` along `axis` (the last by default), with the norm of `order` 2 and an `eps` of 1e-12 unless
 * said. Where the norm is below `eps`, as at 0, the gradient is 1 / eps. As PyTorch's `normalize`, whose axis is 1. The shape is that of
 * `x`; integers and bools give float32. Throws `ShapeError` where there is no such axis.
 *
 * ```ts
 * import { normalize } from "@chainrule/tensor/functional";
 *
 * normalize([1, 3], 0, { order: 1 }); // => [0.25, 0.75]
 * ```
 */
export function normalize<const O extends Operand, const X extends number = -1>(
  x: O,
  axis?: X & CheckAxes<"normalize", ShapeOf<O>, X>,
  options?: { readonly order?: number; readonly eps?: number },
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.normalize(asNode(x), axis, options));
}

/**
 * `log Σ exp x`, without overflow. −∞ where all elements are −∞, or there is none. Integers and bools give float32. Throws `ShapeError`
 * where an axis does not exist or is named twice.
 *
 * ```ts
 * import { logSumExp } from "@chainrule/tensor/functional";
 *
 * logSumExp([1000, 1000]); // => ≈ 1000.693
 * ```
 */
export function logSumExp<
  const O extends Operand,
  const X extends Axes & CheckAxes<"logSumExp", ShapeOf<O>, X> = undefined,
  const K extends boolean = false,
>(
  x: O,
  axis?: X,
  options?: ReduceOptions<K>,
): Tensor<Reduce<ShapeOf<O>, X, K>, Floating<DTypeOf<O>>> {
  return tensorOf(softmax.logSumExp(asNode(x), axis, keepDims(options)));
}
