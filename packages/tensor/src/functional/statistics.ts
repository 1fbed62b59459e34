import type { DType, Node, Shape } from "@chainrule/graph";
import type { Axes, ReduceOptions } from "../methods/reduce.ts";
import type { VarianceOptions, VectorNormOptions } from "../methods/statistics.ts";
import { asNode } from "../operand.ts";
import * as ops from "../ops/reduce.ts";
import * as softmax from "../ops/softmax.ts";
import type { CheckAxes, Reduce } from "../shapes/axes.ts";
import type { DTypeOf, Floating } from "../shapes/dtype.ts";
import type { ShapeOf } from "../shapes/shape.ts";
import { type Operand, Tensor } from "../tensor.ts";

function wrap<S extends Shape, D extends DType>(node: Node): Tensor<S, D> {
  return Tensor.of(node) as Tensor<S, D>;
}

/**
 * `x.variance(axis, options)`, as a function.
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
  return wrap(ops.variance(asNode(x), axis, options?.correction, options?.keepDims));
}

/**
 * `x.std(axis, options)`, as a function.
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
  return wrap(ops.std(asNode(x), axis, options?.correction, options?.keepDims));
}

/**
 * `x.norm(axis, options)`, as a function.
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
  return wrap(ops.norm(asNode(x), axis, options?.order, options?.keepDims));
}

/**
 * `x.normalize(axis, options)`, as a function.
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
  options: { readonly order?: number; readonly eps?: number } = {},
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return wrap(ops.normalize(asNode(x), axis, options.order, options.eps));
}

/**
 * `x.logSumExp(axis, options)`, as a function.
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
  return wrap(softmax.logSumExp(asNode(x), axis, options?.keepDims));
}
