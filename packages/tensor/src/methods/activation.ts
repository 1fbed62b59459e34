import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/activation.ts";
import type { Operand, Tensor } from "../tensor.ts";
import type { Broadcast } from "../shapes/broadcast.ts";
import type { Floating, Mixed } from "../shapes/dtype.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import { TrigonometryMethods } from "./trigonometry.ts";

/** Functions that make networks more than linear, of each element. Integers and bools give float32. Values and gradients are PyTorch's. */
export abstract class ActivationMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends TrigonometryMethods<S, D> {
  /**
   * `x` above 0, `negativeSlope · x` elsewhere (0.01 by default). The gradient at 0 is the slope. The shape is that of `x`; integers and
   * bools give float32. Source: Maas et al. 2013, "Rectifier nonlinearities improve neural network acoustic models".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-2, 0, 3]).leakyRelu(0.5); // => [-1, 0, 3]
   * ```
   */
  leakyRelu<T extends Tensor>(
    this: T,
    negativeSlope?: number,
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.leakyRelu(this.node, negativeSlope));
  }

  /**
   * `x` above 0, `alpha · (eˣ − 1)` elsewhere (`alpha` is 1 by default). The gradient at 0 is `alpha`. The shape is that of `x`; integers
   * and bools give float32. Source: Clevert et al. 2015, "Fast and accurate deep network learning by exponential linear units".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1, 0, 2]).elu(); // => ≈ [-0.6321, 0, 2]
   * ```
   */
  elu<T extends Tensor>(this: T, alpha?: number): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.elu(this.node, alpha));
  }

  /**
   * `scale · x` above 0, `scale · alpha · (eˣ − 1)` elsewhere, with the numbers that keep mean 0 and variance 1 from layer to layer:
   * `alpha` 1.67326…, `scale` 1.05070… (ONNX's gamma). The gradient at 0 is `scale · alpha`. The shape is that of `x`; integers and bools
   * give float32. Source: Klambauer et al. 2017, "Self-normalizing neural networks".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1, 0, 2]).selu(); // => ≈ [-1.1113, 0, 2.1014]
   * ```
   */
  selu<T extends Tensor>(
    this: T,
    options?: { readonly alpha?: number; readonly scale?: number },
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.selu(this.node, options));
  }

  /**
   * `x · Φ(x)`, where Φ is the normal distribution function: `½x(1 + erf(x / √2))`. With `approximate: "tanh"` it is
   * `½x(1 + tanh(√(2/π)(x + 0.044715 x³)))`. The shape is that of `x`; integers and bools give float32. Source: Hendrycks and Gimpel
   * 2016, "Gaussian error linear units".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1, 0, 2]).gelu(); // => ≈ [-0.158655, 0, 1.954500]
   * tensor([-1, 0, 2]).gelu({ approximate: "tanh" }); // => ≈ [-0.158808, 0, 1.954598]
   * ```
   */
  gelu<T extends Tensor>(
    this: T,
    options?: { readonly approximate?: "none" | "tanh" },
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.gelu(this.node, options));
  }

  /**
   * `x · sigmoid(x)`, also called swish. The shape is that of `x`; integers and bools give float32. Source: Hendrycks and Gimpel 2016;
   * Ramachandran et al. 2017, "Searching for activation functions".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1, 0, 2]).silu(); // => ≈ [-0.2689, 0, 1.7616]
   * ```
   */
  silu<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.silu(this.node));
  }

  /**
   * `log(1 + exp(beta · x)) / beta`, a smooth `relu`, without overflow; `x` itself where `beta · x` is above `threshold`. They are 1 and 20
   * by default, as PyTorch's: with `threshold: Infinity` the formula holds to the last digit of float64. (ONNX has neither.) The shape is
   * that of `x`; integers and bools give float32. Source: Dugas et al. 2000, "Incorporating second-order functional knowledge for better
   * option pricing".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1, 0, 30]).softplus(); // => ≈ [0.3133, 0.6931, 30]
   * ```
   */
  softplus<T extends Tensor>(
    this: T,
    options?: { readonly beta?: number; readonly threshold?: number },
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.softplus(this.node, options));
  }

  /**
   * `log sigmoid(x) = −log(1 + e⁻ˣ)`, for any finite `x`, where the logarithm of `sigmoid` would be −∞. The shape is that of `x`; integers
   * and bools give float32.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1000, 0]).logSigmoid(); // => ≈ [-1000, -0.6931]
   * ```
   */
  logSigmoid<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.logSigmoid(this.node));
  }

  /**
   * `x / (1 + |x|)`. The shape is that of `x`; integers and bools give float32. Source: Glorot and Bengio 2010, "Understanding the
   * difficulty of training deep feedforward neural networks".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1, 0, 3]).softsign(); // => [-0.5, 0, 0.75]
   * ```
   */
  softsign<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.softsign(this.node));
  }

  /**
   * `x · tanh(log(1 + eˣ))`. The shape is that of `x`; integers and bools give float32. Source: Misra 2019, "Mish: a self regularized
   * non-monotonic activation function".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1, 0, 2]).mish(); // => ≈ [-0.3034, 0, 1.9440]
   * ```
   */
  mish<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.mish(this.node));
  }

  /**
   * `slope · x + offset`, kept within 0 and 1: a sigmoid of lines. They are 1/6 and ½ by default, as PyTorch's; ONNX's defaults are 0.2 and
   * ½ (its alpha and beta). The gradient at both kinks, −3 and 3 by default, is 0. The shape is that of `x`; integers and bools give
   * float32. Source: Courbariaux et al. 2015, "BinaryConnect".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-4, 0, 1.5, 3]).hardSigmoid(); // => [0, 0.5, 0.75, 1]
   * ```
   */
  hardSigmoid<T extends Tensor>(
    this: T,
    options?: { readonly slope?: number; readonly offset?: number },
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.hardSigmoid(this.node, options));
  }

  /**
   * `x · (x + 3) / 6` from −3 to 3, 0 below and `x` above. The gradient is 0 at −3 and 1 at 3. The shape is that of `x`; integers and bools
   * give float32. Source: Howard et al. 2019, "Searching for MobileNetV3".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-4, 0, 1.5, 3]).hardSwish(); // => [0, 0, 1.125, 3]
   * ```
   */
  hardSwish<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.hardSwish(this.node));
  }

  /**
   * `slope · x` below 0 and `x` above, with slopes that are learnt and broadcast to `x`. The gradient at 0 is the slope, and 0 for the
   * slope. The shape is what both broadcast to; integers and bools give float32. Throws `ShapeError` where the shapes do not broadcast.
   * Source: He et al. 2015, "Delving deep into rectifiers".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[-2, -2], [0, 3]]).prelu([0.5, 0.25]); // => [[-1, -0.5], [0, 3]]
   * ```
   */
  prelu<T extends Tensor, const O extends Operand>(
    this: T,
    slope: O & Check<Broadcast<"prelu", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"prelu", T["shape"], ShapeOf<O>>>, Floating<Mixed<T, O>>> {
    return this.wrap(ops.prelu(this.node, slope));
  }

  /**
   * `x` above 0, `alpha · (exp(x / alpha) − 1)` elsewhere (`alpha` is 1 by default), whose slope has no jump. The gradient at 0 is 1. The
   * shape is that of `x`; integers and bools give float32. Source: Barron 2017, "Continuously differentiable exponential linear units".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1, 0, 2]).celu(0.5); // => ≈ [-0.4323, 0, 2]
   * ```
   */
  celu<T extends Tensor>(this: T, alpha?: number): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.celu(this.node, alpha));
  }

  /**
   * `x`, kept within `low` and `high` (−1 and 1 by default); with 0 and 6 it is ReLU6. The gradient at both kinks is 0 (that of `clamp` is
   * 1). The shape is that of `x`; integers and bools give float32.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-2, 0.5, 3]).hardTanh(); // => [-1, 0.5, 1]
   * tensor([-2, 0.5, 8]).hardTanh(0, 6); // => [0, 0.5, 6]
   * ```
   */
  hardTanh<T extends Tensor>(
    this: T,
    low?: number,
    high?: number,
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.hardTanh(this.node, low, high));
  }

  /**
   * `x` above `threshold`, `value` elsewhere. The gradient at the threshold is 0. The shape is that of `x`; integers and bools give
   * float32.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-2, 1, 3]).threshold(1, -1); // => [-1, -1, 3]
   * ```
   */
  threshold<T extends Tensor>(
    this: T,
    threshold: number,
    value: number,
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.threshold(this.node, threshold, value));
  }

  /**
   * `x − lambda` above `lambda` (½ by default), `x + lambda` below `−lambda`, and 0 between. The gradient at both kinks is 0. The shape is
   * that of `x`; integers and bools give float32. Source: Donoho 1995, "De-noising by soft-thresholding".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-2, 0.3, 3]).softShrink(); // => [-1.5, 0, 2.5]
   * ```
   */
  softShrink<T extends Tensor>(this: T, lambda?: number): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.softShrink(this.node, lambda));
  }

  /**
   * `x` above `lambda` (½ by default) and below `−lambda`, and 0 between. The gradient at both jumps is 0. The shape is that of `x`;
   * integers and bools give float32. Source: Donoho and Johnstone 1994, "Ideal spatial adaptation by wavelet shrinkage".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-2, 0.3, 3]).hardShrink(); // => [-2, 0, 3]
   * ```
   */
  hardShrink<T extends Tensor>(this: T, lambda?: number): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.hardShrink(this.node, lambda));
  }

  /**
   * `x − tanh(x)`. The shape is that of `x`; integers and bools give float32.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-2, 0, 1]).tanhShrink(); // => ≈ [-1.0360, 0, 0.2384]
   * ```
   */
  tanhShrink<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.tanhShrink(this.node));
  }
}
