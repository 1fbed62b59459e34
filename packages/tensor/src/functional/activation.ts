import type { DType, Node, Shape } from "@chainrule/graph";
import { asNode } from "../operand.ts";
import * as ops from "../ops/activation.ts";
import * as elementwise from "../ops/elementwise.ts";
import * as normalized from "../ops/softmax.ts";
import type { CheckAxes } from "../shapes/axes.ts";
import type { Broadcast } from "../shapes/broadcast.ts";
import type { DTypeOf, Floating, Mixed } from "../shapes/dtype.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import { type Operand, Tensor } from "../tensor.ts";

/** What an activation makes of an operand. */
type Activated<O> = Tensor<ShapeOf<O>, Floating<DTypeOf<O>>>;

function wrap<S extends Shape, D extends DType>(node: Node): Tensor<S, D> {
  return Tensor.of(node) as Tensor<S, D>;
}

/**
 * `x.relu()`, as a function.
 *
 * ```ts
 * import { relu } from "@chainrule/tensor/functional";
 *
 * relu([-1, 0, 2]); // => [0, 0, 2]
 * ```
 */
export function relu<const O extends Operand>(x: O): Tensor<ShapeOf<O>, DTypeOf<O>> {
  return wrap(elementwise.relu(asNode(x)));
}

/**
 * `x.sigmoid()`, as a function.
 *
 * ```ts
 * import { sigmoid } from "@chainrule/tensor/functional";
 *
 * sigmoid([-1000, 0]); // => [0, 0.5]
 * ```
 */
export function sigmoid<const O extends Operand>(x: O): Activated<O> {
  return wrap(elementwise.sigmoid(asNode(x)));
}

/**
 * `x.tanh()`, as a function.
 *
 * ```ts
 * import { tanh } from "@chainrule/tensor/functional";
 *
 * tanh([-1000, 0]); // => [-1, 0]
 * ```
 */
export function tanh<const O extends Operand>(x: O): Activated<O> {
  return wrap(elementwise.tanh(asNode(x)));
}

/**
 * `x.softmax(axis)`, as a function.
 *
 * ```ts
 * import { softmax } from "@chainrule/tensor/functional";
 *
 * softmax([0, 0]); // => [0.5, 0.5]
 * ```
 */
export function softmax<const O extends Operand, const X extends number = -1>(
  x: O,
  axis?: X & CheckAxes<"softmax", ShapeOf<O>, X>,
): Activated<O> {
  return wrap(normalized.softmax(asNode(x), axis));
}

/**
 * `x.logSoftmax(axis)`, as a function.
 *
 * ```ts
 * import { logSoftmax } from "@chainrule/tensor/functional";
 *
 * logSoftmax([1000, 0]); // => [0, -1000]
 * ```
 */
export function logSoftmax<const O extends Operand, const X extends number = -1>(
  x: O,
  axis?: X & CheckAxes<"logSoftmax", ShapeOf<O>, X>,
): Activated<O> {
  return wrap(normalized.logSoftmax(asNode(x), axis));
}

/**
 * `x.leakyRelu(negativeSlope)`, as a function.
 *
 * ```ts
 * import { leakyRelu } from "@chainrule/tensor/functional";
 *
 * leakyRelu([-2, 0, 3], 0.5); // => [-1, 0, 3]
 * ```
 */
export function leakyRelu<const O extends Operand>(x: O, negativeSlope?: number): Activated<O> {
  return wrap(ops.leakyRelu(asNode(x), negativeSlope));
}

/**
 * `x.elu(alpha)`, as a function.
 *
 * ```ts
 * import { elu } from "@chainrule/tensor/functional";
 *
 * elu([-1, 0, 2]); // => ≈ [-0.6321, 0, 2]
 * ```
 */
export function elu<const O extends Operand>(x: O, alpha?: number): Activated<O> {
  return wrap(ops.elu(asNode(x), alpha));
}

/**
 * `x.selu(options)`, as a function.
 *
 * ```ts
 * import { selu } from "@chainrule/tensor/functional";
 *
 * selu([-1, 0, 2]); // => ≈ [-1.1113, 0, 2.1014]
 * ```
 */
export function selu<const O extends Operand>(
  x: O,
  options: { readonly alpha?: number; readonly scale?: number } = {},
): Activated<O> {
  return wrap(ops.selu(asNode(x), options.alpha, options.scale));
}

/**
 * `x.gelu(options)`, as a function.
 *
 * ```ts
 * import { gelu } from "@chainrule/tensor/functional";
 *
 * gelu([-1, 0, 2]); // => ≈ [-0.158655, 0, 1.954500]
 * ```
 */
export function gelu<const O extends Operand>(
  x: O,
  options: { readonly approximate?: "none" | "tanh" } = {},
): Activated<O> {
  return wrap(ops.gelu(asNode(x), options.approximate));
}

/**
 * `x.silu()`, as a function.
 *
 * ```ts
 * import { silu } from "@chainrule/tensor/functional";
 *
 * silu([-1, 0, 2]); // => ≈ [-0.2689, 0, 1.7616]
 * ```
 */
export function silu<const O extends Operand>(x: O): Activated<O> {
  return wrap(ops.silu(asNode(x)));
}

/**
 * `x.softplus(options)`, as a function.
 *
 * ```ts
 * import { softplus } from "@chainrule/tensor/functional";
 *
 * softplus([-1, 0, 30]); // => ≈ [0.3133, 0.6931, 30]
 * ```
 */
export function softplus<const O extends Operand>(
  x: O,
  options: { readonly beta?: number; readonly threshold?: number } = {},
): Activated<O> {
  return wrap(ops.softplus(asNode(x), options.beta, options.threshold));
}

/**
 * `x.logSigmoid()`, as a function.
 *
 * ```ts
 * import { logSigmoid } from "@chainrule/tensor/functional";
 *
 * logSigmoid([-1000, 0]); // => ≈ [-1000, -0.6931]
 * ```
 */
export function logSigmoid<const O extends Operand>(x: O): Activated<O> {
  return wrap(ops.logSigmoid(asNode(x)));
}

/**
 * `x.softsign()`, as a function.
 *
 * ```ts
 * import { softsign } from "@chainrule/tensor/functional";
 *
 * softsign([-1, 0, 3]); // => [-0.5, 0, 0.75]
 * ```
 */
export function softsign<const O extends Operand>(x: O): Activated<O> {
  return wrap(ops.softsign(asNode(x)));
}

/**
 * `x.mish()`, as a function.
 *
 * ```ts
 * import { mish } from "@chainrule/tensor/functional";
 *
 * mish([-1, 0, 2]); // => ≈ [-0.3034, 0, 1.9440]
 * ```
 */
export function mish<const O extends Operand>(x: O): Activated<O> {
  return wrap(ops.mish(asNode(x)));
}

/**
 * `x.hardSigmoid(options)`, as a function.
 *
 * ```ts
 * import { hardSigmoid } from "@chainrule/tensor/functional";
 *
 * hardSigmoid([-4, 0, 1.5, 3]); // => [0, 0.5, 0.75, 1]
 * ```
 */
export function hardSigmoid<const O extends Operand>(
  x: O,
  options: { readonly slope?: number; readonly offset?: number } = {},
): Activated<O> {
  return wrap(ops.hardSigmoid(asNode(x), options.slope, options.offset));
}

/**
 * `x.hardSwish()`, as a function.
 *
 * ```ts
 * import { hardSwish } from "@chainrule/tensor/functional";
 *
 * hardSwish([-4, 0, 1.5, 3]); // => [0, 0, 1.125, 3]
 * ```
 */
export function hardSwish<const O extends Operand>(x: O): Activated<O> {
  return wrap(ops.hardSwish(asNode(x)));
}

/**
 * `x.prelu(slope)`, as a function.
 *
 * ```ts
 * import { prelu } from "@chainrule/tensor/functional";
 *
 * prelu([[-2, -2], [0, 3]], [0.5, 0.25]); // => [[-1, -0.5], [0, 3]]
 * ```
 */
export function prelu<const O extends Operand, const P extends Operand>(
  x: O,
  slope: P & Check<Broadcast<"prelu", ShapeOf<O>, ShapeOf<P>>>,
): Tensor<Result<Broadcast<"prelu", ShapeOf<O>, ShapeOf<P>>>, Floating<Mixed<O, P>>> {
  return wrap(ops.prelu(asNode(x), slope));
}

/**
 * `x.celu(alpha)`, as a function.
 *
 * ```ts
 * import { celu } from "@chainrule/tensor/functional";
 *
 * celu([-1, 0, 2], 0.5); // => ≈ [-0.4323, 0, 2]
 * ```
 */
export function celu<const O extends Operand>(x: O, alpha?: number): Activated<O> {
  return wrap(ops.celu(asNode(x), alpha));
}

/**
 * `x.hardTanh(low, high)`, as a function.
 *
 * ```ts
 * import { hardTanh } from "@chainrule/tensor/functional";
 *
 * hardTanh([-2, 0.5, 3]); // => [-1, 0.5, 1]
 * ```
 */
export function hardTanh<const O extends Operand>(x: O, low?: number, high?: number): Activated<O> {
  return wrap(ops.hardTanh(asNode(x), low, high));
}

/**
 * `x.threshold(from, value)`, as a function.
 *
 * ```ts
 * import { threshold } from "@chainrule/tensor/functional";
 *
 * threshold([-2, 1, 3], 1, -1); // => [-1, -1, 3]
 * ```
 */
export function threshold<const O extends Operand>(
  x: O,
  from: number,
  value: number,
): Activated<O> {
  return wrap(ops.threshold(asNode(x), from, value));
}

/**
 * `x.softShrink(lambda)`, as a function.
 *
 * ```ts
 * import { softShrink } from "@chainrule/tensor/functional";
 *
 * softShrink([-2, 0.3, 3]); // => [-1.5, 0, 2.5]
 * ```
 */
export function softShrink<const O extends Operand>(x: O, lambda?: number): Activated<O> {
  return wrap(ops.softShrink(asNode(x), lambda));
}

/**
 * `x.hardShrink(lambda)`, as a function.
 *
 * ```ts
 * import { hardShrink } from "@chainrule/tensor/functional";
 *
 * hardShrink([-2, 0.3, 3]); // => [-2, 0, 3]
 * ```
 */
export function hardShrink<const O extends Operand>(x: O, lambda?: number): Activated<O> {
  return wrap(ops.hardShrink(asNode(x), lambda));
}

/**
 * `x.tanhShrink()`, as a function.
 *
 * ```ts
 * import { tanhShrink } from "@chainrule/tensor/functional";
 *
 * tanhShrink([-2, 0, 1]); // => ≈ [-1.0360, 0, 0.2384]
 * ```
 */
export function tanhShrink<const O extends Operand>(x: O): Activated<O> {
  return wrap(ops.tanhShrink(asNode(x)));
}
