import { asNode } from "../operand.ts";
import * as ops from "../ops/activation.ts";
import * as elementwise from "../ops/elementwise.ts";
import * as normalized from "../ops/softmax.ts";
import type { CheckAxes } from "../shapes/axes.ts";
import type { Broadcast } from "../shapes/broadcast.ts";
import type { DTypeOf, Floating, Mixed } from "../shapes/dtype.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import { type Operand, type Tensor, tensorOf } from "../tensor.ts";

/**
 * The rectifier, `max(x, 0)`; NaN stays NaN. The gradient at 0 is 0, as in PyTorch. Shape and dtype are those of `x`. Source: Nair and
 * Hinton 2010, "Rectified linear units improve restricted Boltzmann machines".
 *
 * ```ts
 * import { relu } from "@chainrule/tensor/functional";
 *
 * relu([-1, 0, 2]); // => [0, 0, 2]
 * ```
 */
export function relu<const O extends Operand>(x: O): Tensor<ShapeOf<O>, DTypeOf<O>> {
  return tensorOf(elementwise.relu(asNode(x)));
}

/**
 * The logistic function, `1 / (1 + e⁻ˣ)`, without overflow for any `x`. The shape is that of `x`; integers and bools give float32.
 *
 * ```ts
 * import { sigmoid } from "@chainrule/tensor/functional";
 *
 * sigmoid([-1000, 0]); // => [0, 0.5]
 * ```
 */
export function sigmoid<const O extends Operand>(x: O): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(elementwise.sigmoid(asNode(x)));
}

/**
 * The hyperbolic tangent, `(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`. The shape is that of `x`; integers and bools give float32.
 *
 * ```ts
 * import { tanh } from "@chainrule/tensor/functional";
 *
 * tanh([-1000, 0]); // => [-1, 0]
 * ```
 */
export function tanh<const O extends Operand>(x: O): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(elementwise.tanh(asNode(x)));
}

/**
 * `exp(xᵢ) / Σⱼ exp(xⱼ)` along `axis` (the last by default): positive numbers that add up to 1. Stable for any finite `x`. The shape is
 * that of `x`; integers and bools give float32. Throws `ShapeError` where there is no such axis.
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
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(normalized.softmax(asNode(x), axis));
}

/**
 * `log softmax(x)` along `axis` (the last by default), `xᵢ − log Σⱼ exp(xⱼ)`. Stable for any finite `x`, where the logarithm of `softmax`
 * would be −∞. The shape is that of `x`; integers and bools give float32. Throws `ShapeError` where there is no such axis.
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
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(normalized.logSoftmax(asNode(x), axis));
}

/**
 * `x` above 0, `negativeSlope · x` elsewhere (0.01 by default). The gradient at 0 is the slope. The shape is that of `x`; integers and
 * bools give float32. Source: Maas et al. 2013, "Rectifier nonlinearities improve neural network acoustic models".
 *
 * ```ts
 * import { leakyRelu } from "@chainrule/tensor/functional";
 *
 * leakyRelu([-2, 0, 3], 0.5); // => [-1, 0, 3]
 * ```
 */
export function leakyRelu<const O extends Operand>(
  x: O,
  negativeSlope?: number,
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.leakyRelu(asNode(x), negativeSlope));
}

/**
 * `x` above 0, `alpha · (eˣ − 1)` elsewhere (`alpha` is 1 by default). The gradient at 0 is `alpha`. The shape is that of `x`; integers and
 * bools give float32. Source: Clevert et al. 2015, "Fast and accurate deep network learning by exponential linear units".
 *
 * ```ts
 * import { elu } from "@chainrule/tensor/functional";
 *
 * elu([-1, 0, 2]); // => ≈ [-0.6321, 0, 2]
 * ```
 */
export function elu<const O extends Operand>(
  x: O,
  alpha?: number,
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.elu(asNode(x), alpha));
}

/**
 * `scale · x` above 0, `scale · alpha · (eˣ − 1)` elsewhere, with the numbers that keep mean 0 and variance 1 from layer to layer: `alpha`
 * 1.67326…, `scale` 1.05070… (ONNX's gamma). The gradient at 0 is `scale · alpha`. The shape is that of `x`; integers and bools give
 * float32. Source: Klambauer et al. 2017, "Self-normalizing neural networks".
 *
 * ```ts
 * import { selu } from "@chainrule/tensor/functional";
 *
 * selu([-1, 0, 2]); // => ≈ [-1.1113, 0, 2.1014]
 * ```
 */
export function selu<const O extends Operand>(
  x: O,
  options?: { readonly alpha?: number; readonly scale?: number },
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.selu(asNode(x), options));
}

/**
 * `x · Φ(x)`, where Φ is the normal distribution function: `½x(1 + erf(x / √2))`. With `approximate: "tanh"` it is
 * `½x(1 + tanh(√(2/π)(x + 0.044715 x³)))`. The shape is that of `x`; integers and bools give float32. Source: Hendrycks and Gimpel
 * 2016, "Gaussian error linear units".
 *
 * ```ts
 * import { gelu } from "@chainrule/tensor/functional";
 *
 * gelu([-1, 0, 2]); // => ≈ [-0.158655, 0, 1.954500]
 * ```
 */
export function gelu<const O extends Operand>(
  x: O,
  options?: { readonly approximate?: "none" | "tanh" },
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.gelu(asNode(x), options));
}

/**
 * `x · sigmoid(x)`, also called swish. The shape is that of `x`; integers and bools give float32. Source: Hendrycks and Gimpel 2016;
 * Ramachandran et al. 2017, "Searching for activation functions".
 *
 * ```ts
 * import { silu } from "@chainrule/tensor/functional";
 *
 * silu([-1, 0, 2]); // => ≈ [-0.2689, 0, 1.7616]
 * ```
 */
export function silu<const O extends Operand>(x: O): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.silu(asNode(x)));
}

/**
 * `log(1 + exp(beta · x)) / beta`, a smooth `relu`, without overflow; `x` itself where `beta · x` is above `threshold`. They are 1 and 20
 * by default, as PyTorch's: with `threshold: Infinity` the formula holds to the last digit of float64. (ONNX has neither.) The shape is
 * that of `x`; integers and bools give float32. Source: Dugas et al. 2000, "Incorporating second-order functional knowledge for better
 * option pricing".
 *
 * ```ts
 * import { softplus } from "@chainrule/tensor/functional";
 *
 * softplus([-1, 0, 30]); // => ≈ [0.3133, 0.6931, 30]
 * ```
 */
export function softplus<const O extends Operand>(
  x: O,
  options?: { readonly beta?: number; readonly threshold?: number },
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.softplus(asNode(x), options));
}

/**
 * `log sigmoid(x) = −log(1 + e⁻ˣ)`, for any finite `x`, where the logarithm of `sigmoid` would be −∞. The shape is that of `x`; integers
 * and bools give float32.
 *
 * ```ts
 * import { logSigmoid } from "@chainrule/tensor/functional";
 *
 * logSigmoid([-1000, 0]); // => ≈ [-1000, -0.6931]
 * ```
 */
export function logSigmoid<const O extends Operand>(
  x: O,
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.logSigmoid(asNode(x)));
}

/**
 * `x / (1 + |x|)`. The shape is that of `x`; integers and bools give float32. Source: Glorot and Bengio 2010, "Understanding the difficulty
 * of training deep feedforward neural networks".
 *
 * ```ts
 * import { softsign } from "@chainrule/tensor/functional";
 *
 * softsign([-1, 0, 3]); // => [-0.5, 0, 0.75]
 * ```
 */
export function softsign<const O extends Operand>(x: O): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.softsign(asNode(x)));
}

/**
 * `x · tanh(log(1 + eˣ))`. The shape is that of `x`; integers and bools give float32. Source: Misra 2019, "Mish: a self regularized
 * non-monotonic activation function".
 *
 * ```ts
 * import { mish } from "@chainrule/tensor/functional";
 *
 * mish([-1, 0, 2]); // => ≈ [-0.3034, 0, 1.9440]
 * ```
 */
export function mish<const O extends Operand>(x: O): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.mish(asNode(x)));
}

/**
 * `slope · x + offset`, kept within 0 and 1: a sigmoid of lines. They are 1/6 and ½ by default, as PyTorch's; ONNX's defaults are 0.2 and ½
 * (its alpha and beta). The gradient at both kinks, −3 and 3 by default, is 0. The shape is that of `x`; integers and bools give float32.
 * Source: Courbariaux et al. 2015, "BinaryConnect".
 *
 * ```ts
 * import { hardSigmoid } from "@chainrule/tensor/functional";
 *
 * hardSigmoid([-4, 0, 1.5, 3]); // => [0, 0.5, 0.75, 1]
 * ```
 */
export function hardSigmoid<const O extends Operand>(
  x: O,
  options?: { readonly slope?: number; readonly offset?: number },
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.hardSigmoid(asNode(x), options));
}

/**
 * `x · (x + 3) / 6` from −3 to 3, 0 below and `x` above. The gradient is 0 at −3 and 1 at 3. The shape is that of `x`; integers and bools
 * give float32. Source: Howard et al. 2019, "Searching for MobileNetV3".
 *
 * ```ts
 * import { hardSwish } from "@chainrule/tensor/functional";
 *
 * hardSwish([-4, 0, 1.5, 3]); // => [0, 0, 1.125, 3]
 * ```
 */
export function hardSwish<const O extends Operand>(x: O): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.hardSwish(asNode(x)));
}

/**
 * `slope · x` below 0 and `x` above, with slopes that are learnt and broadcast to `x`. The gradient at 0 is the slope, and 0 for the slope.
 * The shape is what both broadcast to; integers and bools give float32. Throws `ShapeError` where the shapes do not broadcast. Source: He
 * et al. 2015, "Delving deep into rectifiers".
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
  return tensorOf(ops.prelu(asNode(x), slope));
}

/**
 * `x` above 0, `alpha · (exp(x / alpha) − 1)` elsewhere (`alpha` is 1 by default), whose slope has no jump. The gradient at 0 is 1. The
 * shape is that of `x`; integers and bools give float32. Source: Barron 2017, "Continuously differentiable exponential linear units".
 *
 * ```ts
 * import { celu } from "@chainrule/tensor/functional";
 *
 * celu([-1, 0, 2], 0.5); // => ≈ [-0.4323, 0, 2]
 * ```
 */
export function celu<const O extends Operand>(
  x: O,
  alpha?: number,
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.celu(asNode(x), alpha));
}

/**
 * `x`, kept within `low` and `high` (−1 and 1 by default); with 0 and 6 it is ReLU6. The gradient at both kinks is 0 (that of `clamp` is
 * 1). The shape is that of `x`; integers and bools give float32.
 *
 * ```ts
 * import { hardTanh } from "@chainrule/tensor/functional";
 *
 * hardTanh([-2, 0.5, 3]); // => [-1, 0.5, 1]
 * ```
 */
export function hardTanh<const O extends Operand>(
  x: O,
  low?: number,
  high?: number,
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.hardTanh(asNode(x), low, high));
}

/**
 * `x` above `threshold`, `value` elsewhere. The gradient at the threshold is 0. The shape is that of `x`; integers and bools give float32.
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
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.threshold(asNode(x), from, value));
}

/**
 * `x − lambda` above `lambda` (½ by default), `x + lambda` below `−lambda`, and 0 between. The gradient at both kinks is 0. The shape is
 * that of `x`; integers and bools give float32. Source: Donoho 1995, "De-noising by soft-thresholding".
 *
 * ```ts
 * import { softShrink } from "@chainrule/tensor/functional";
 *
 * softShrink([-2, 0.3, 3]); // => [-1.5, 0, 2.5]
 * ```
 */
export function softShrink<const O extends Operand>(
  x: O,
  lambda?: number,
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.softShrink(asNode(x), lambda));
}

/**
 * `x` above `lambda` (½ by default) and below `−lambda`, and 0 between. The gradient at both jumps is 0. The shape is that of `x`; integers
 * and bools give float32. Source: Donoho and Johnstone 1994, "Ideal spatial adaptation by wavelet shrinkage".
 *
 * ```ts
 * import { hardShrink } from "@chainrule/tensor/functional";
 *
 * hardShrink([-2, 0.3, 3]); // => [-2, 0, 3]
 * ```
 */
export function hardShrink<const O extends Operand>(
  x: O,
  lambda?: number,
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.hardShrink(asNode(x), lambda));
}

/**
 * `x − tanh(x)`. The shape is that of `x`; integers and bools give float32.
 *
 * ```ts
 * import { tanhShrink } from "@chainrule/tensor/functional";
 *
 * tanhShrink([-2, 0, 1]); // => ≈ [-1.0360, 0, 0.2384]
 * ```
 */
export function tanhShrink<const O extends Operand>(
  x: O,
): Tensor<ShapeOf<O>, Floating<DTypeOf<O>>> {
  return tensorOf(ops.tanhShrink(asNode(x)));
}
