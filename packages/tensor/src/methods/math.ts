import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/elementwise.ts";
import { logSoftmax, softmax } from "../ops/softmax.ts";
import type { Tensor } from "../tensor.ts";
import type { CheckAxes } from "../shapes/axes.ts";
import type { Floating } from "../shapes/dtype.ts";
import { ComparisonMethods } from "./comparison.ts";

/** Functions of each element, and of the elements along an axis. Integers and bools give float32, except where rounding would not change them. */
export abstract class MathMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ComparisonMethods<S, D> {
  /**
   * `eˣ`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 1]).exp(); // => ≈ [1, 2.71828]
   * ```
   */
  exp<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.exp(this.node));
  }

  /**
   * `eˣ − 1`, accurate near 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 1e-7]).expm1(); // => ≈ [0, 1.0e-7]
   * ```
   */
  expm1<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.expm1(this.node));
  }

  /**
   * The natural logarithm: −∞ of 0, NaN of negative numbers.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, Math.E, 0]).log(); // => ≈ [0, 1, -Infinity]
   * ```
   */
  log<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.log(this.node));
  }

  /**
   * `log(1 + x)`, accurate near 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 1e-7]).log1p(); // => ≈ [0, 1.0e-7]
   * ```
   */
  log1p<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.log1p(this.node));
  }

  /**
   * `√x`, NaN of negative numbers. The gradient at 0 is ∞.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([4, 2]).sqrt(); // => ≈ [2, 1.41421]
   * ```
   */
  sqrt<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.sqrt(this.node));
  }

  /**
   * `1 / √x`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([4, 0.25]).rsqrt(); // => [0.5, 2]
   * ```
   */
  rsqrt<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.rsqrt(this.node));
  }

  /**
   * The sine of radians.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, Math.PI / 2]).sin(); // => [0, 1]
   * ```
   */
  sin<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.sin(this.node));
  }

  /**
   * The cosine of radians.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, Math.PI]).cos(); // => [1, -1]
   * ```
   */
  cos<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.cos(this.node));
  }

  /**
   * The hyperbolic tangent, `(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`. The shape is that of `x`; integers and bools give float32.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 1]).tanh(); // => ≈ [0, 0.76159]
   * ```
   */
  tanh<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.tanh(this.node));
  }

  /**
   * The error function, `2/√π · ∫₀ˣ exp(−t²) dt`: twice the share of a normal distribution of variance ½ from 0 to `x`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 0.5, 10]).erf(); // => ≈ [0, 0.5205, 1]
   * ```
   */
  erf<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.erf(this.node));
  }

  /**
   * The logistic function, `1 / (1 + e⁻ˣ)`, without overflow for any `x`. The shape is that of `x`; integers and bools give float32.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 2, -1000]).sigmoid(); // => ≈ [0.5, 0.8808, 0]
   * ```
   */
  sigmoid<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.sigmoid(this.node));
  }

  /**
   * The largest integer up to `x`. The gradient is 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1.5, -1.5]).floor(); // => [1, -2]
   * ```
   */
  floor(): Tensor<S, D> {
    return this.wrap(ops.floor(this.node));
  }

  /**
   * The smallest integer from `x` on. The gradient is 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1.5, -1.5]).ceil(); // => [2, -1]
   * ```
   */
  ceil(): Tensor<S, D> {
    return this.wrap(ops.ceil(this.node));
  }

  /**
   * The nearest integer, halves to the even one, as in NumPy and PyTorch. The gradient is 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0.5, 1.5, 2.6]).round(); // => [0, 2, 3]
   * ```
   */
  round(): Tensor<S, D> {
    return this.wrap(ops.round(this.node));
  }

  /**
   * The rectifier, `max(x, 0)`; NaN stays NaN. The gradient at 0 is 0, as in PyTorch. Shape and dtype are those of `x`. Source: Nair and
   * Hinton 2010, "Rectified linear units improve restricted Boltzmann machines".
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-1, 0, 2]).relu(); // => [0, 0, 2]
   * ```
   */
  relu(): Tensor<S, D> {
    return this.wrap(ops.relu(this.node));
  }

  /**
   * `exp(xᵢ) / Σⱼ exp(xⱼ)` along `axis` (the last by default): positive numbers that add up to 1. Stable for any finite `x`. The shape is
   * that of `x`; integers and bools give float32. Throws `ShapeError` where there is no such axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2, 3], [1000, 1000, -1000]]).softmax();
   * // => ≈ [[0.0900, 0.2447, 0.6652], [0.5, 0.5, 0]]
   * ```
   */
  softmax<T extends Tensor, const X extends number = -1>(
    this: T,
    axis?: X & CheckAxes<"softmax", T["shape"], X>,
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(softmax(this.node, axis));
  }

  /**
   * `log softmax(x)` along `axis` (the last by default), `xᵢ − log Σⱼ exp(xⱼ)`. Stable for any finite `x`, where the logarithm of `softmax`
   * would be −∞. The shape is that of `x`; integers and bools give float32. Throws `ShapeError` where there is no such axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 1000]).logSoftmax(); // => [-1000, 0]
   * ```
   */
  logSoftmax<T extends Tensor, const X extends number = -1>(
    this: T,
    axis?: X & CheckAxes<"logSoftmax", T["shape"], X>,
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(logSoftmax(this.node, axis));
  }
}
