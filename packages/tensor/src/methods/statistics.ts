import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/reduce.ts";
import { logSumExp } from "../ops/softmax.ts";
import type { Tensor } from "../tensor.ts";
import type { CheckAxes, Reduce } from "../shapes/axes.ts";
import type { Floating } from "../shapes/dtype.ts";
import { NumbersMethods } from "./numbers.ts";
import { type Axes, keepDims, type ReduceOptions } from "./reduce.ts";

/** What `variance` and `std` take besides their axes. */
export interface VarianceOptions<K extends boolean = boolean> extends ReduceOptions<K> {
  /** What is taken from the number of elements that the sum of squares is divided by; 0. Of a sample: 1. */
  readonly correction?: number;
}

/** What `norm` takes besides its axes. */
export interface VectorNormOptions<K extends boolean = boolean> extends ReduceOptions<K> {
  /** The power that sizes are taken to: 2 unless said; any number, ∞ and −∞ included. */
  readonly order?: number;
}

/** Spread and length. Axes are as in `ReduceMethods`. */
export abstract class StatisticsMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends NumbersMethods<S, D> {
  /**
   * The variance, `Σ (x − mean x)² / (n − correction)`. The correction is 0 unless given, as in NumPy and the array API standard (PyTorch's
   * default is 1). Of all elements, or along one axis or several; integers and bools give float32. Throws `ShapeError` where an axis does
   * not exist or is named twice.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([1, 2, 3, 4]);
   * x.variance(); // => 1.25
   * x.variance(0, { correction: 1 }); // => ≈ 1.66667
   * ```
   */
  variance<
    T extends Tensor,
    const X extends Axes & CheckAxes<"variance", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(
    this: T,
    axis?: X,
    options?: VarianceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(ops.variance(this.node, axis, options));
  }

  /**
   * The standard deviation: the root of `variance`, with its `correction` of 0. Its gradient is 0 where all elements are equal, as
   * PyTorch's. Integers and bools give float32. Throws `ShapeError` where an axis does not exist or is named twice.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3, 4]).std(); // => ≈ 1.11803
   * ```
   */
  std<
    T extends Tensor,
    const X extends Axes & CheckAxes<"std", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(
    this: T,
    axis?: X,
    options?: VarianceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(ops.std(this.node, axis, options));
  }

  /**
   * The vector norm of `order` p, `(Σ |x|ᵖ)^(1/p)`: the Euclidean one, `√(Σ x²)`, unless said. Order ∞ is the largest size, −∞ the
   * smallest, 0 the number of elements that are not 0. The gradient is 0 where the norm is 0, as in PyTorch; equal largest sizes share it.
   * Integers and bools give float32. Throws `ShapeError` where an axis does not exist or is named twice.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([[3, 4], [6, -8]]);
   * x.norm(1); // => [5, 10]
   * x.norm(1, { order: 1 }); // => [7, 14]
   * x.norm(undefined, { order: Infinity }); // => 8
   * ```
   */
  norm<
    T extends Tensor,
    const X extends Axes & CheckAxes<"norm", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(
    this: T,
    axis?: X,
    options?: VectorNormOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(ops.norm(this.node, axis, options));
  }

  /**
   * Vectors of length 1: `x / max(‖x‖, eps)` along `axis` (the last by default), with the norm of `order` 2 and an `eps` of 1e-12 unless
   * said. Where the norm is below `eps`, as at 0, the gradient is 1 / eps. As PyTorch's `normalize`, whose axis is 1. The shape is that of
   * `x`; integers and bools give float32. Throws `ShapeError` where there is no such axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[3, 4], [0, 2]]).normalize(); // => ≈ [[0.6, 0.8], [0, 1]]
   * tensor([1, 3]).normalize(0, { order: 1 }); // => [0.25, 0.75]
   * ```
   */
  normalize<T extends Tensor, const X extends number = -1>(
    this: T,
    axis?: X & CheckAxes<"normalize", T["shape"], X>,
    options?: { readonly order?: number; readonly eps?: number },
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.normalize(this.node, axis, options));
  }

  /**
   * `log Σ exp x`, without overflow. −∞ where all elements are −∞, or there is none. Integers and bools give float32. Throws `ShapeError`
   * where an axis does not exist or is named twice.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1000, 1000]).logSumExp(); // => ≈ 1000.693
   * ```
   */
  logSumExp<
    T extends Tensor,
    const X extends Axes & CheckAxes<"logSumExp", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(
    this: T,
    axis?: X,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(logSumExp(this.node, axis, keepDims(options)));
  }
}
