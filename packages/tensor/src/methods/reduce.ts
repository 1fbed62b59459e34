import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/reduce.ts";
import { logSumExp } from "../ops/softmax.ts";
import type { Tensor } from "../tensor.ts";
import type { CheckAxes, Reduce } from "../shapes/axes.ts";
import type { Floating, Summed } from "../shapes/dtype.ts";
import { MathMethods } from "./math.ts";

/** What a reduction takes besides its axes. */
export interface ReduceOptions<K extends boolean = boolean> {
  /** Whether reduced axes stay, with length 1; false. */
  readonly keepDims?: K;
}

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

/** One axis, several, or all of them. Negative ones count from the end. */
export type Axes = number | readonly number[] | undefined;

/**
 * Reductions: along one axis, several, or all of them where none is given. The reduced axes disappear, or have length 1 with
 * `keepDims`. All throw `ShapeError` where an axis does not exist or is named twice.
 */
export abstract class ReduceMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends MathMethods<S, D> {
  /**
   * `Σ x`. bool and uint8 give int32; the sum of nothing is 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([[1, 2], [3, 4]]);
   * x.sum(); // => 10
   * x.sum(0); // => [4, 6]
   * x.sum(-1, { keepDims: true }); // => [[3], [7]]
   * ```
   */
  sum<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"sum", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Summed<T["dtype"]>> {
    return this.wrap(ops.sum(this.node, axis, options?.keepDims));
  }

  /**
   * `Π x`. bool and uint8 give int32; the product of nothing is 1. The gradient is the product of the other elements, also among
   * zeros.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).prod(0); // => [3, 8]
   * ```
   */
  prod<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"prod", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Summed<T["dtype"]>> {
    return this.wrap(ops.prod(this.node, axis, options?.keepDims));
  }

  /**
   * The mean, `Σ x / n`. Integers give float32; the mean of nothing is NaN.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).mean(0); // => [2, 3]
   * ```
   */
  mean<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"mean", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(ops.mean(this.node, axis, options?.keepDims));
  }

  /**
   * The largest element; NaN where one is. Equal largest elements share the gradient, as in PyTorch's `amax`. Throws
   * `ShapeError` of an empty axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 5], [3, 4]]).max(0); // => [3, 5]
   * ```
   */
  max<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"max", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, T["dtype"]> {
    return this.wrap(ops.max(this.node, axis, options?.keepDims));
  }

  /**
   * The smallest element; NaN where one is. Equal smallest elements share the gradient, as in PyTorch's `amin`. Throws
   * `ShapeError` of an empty axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 5], [3, 4]]).min(1); // => [1, 3]
   * ```
   */
  min<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"min", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, T["dtype"]> {
    return this.wrap(ops.min(this.node, axis, options?.keepDims));
  }

  /**
   * The variance, `Σ (x − mean x)² / (n − correction)`. The correction is 0 unless given, as in NumPy and the array API
   * standard (PyTorch's default is 1). Integers give float32.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([1, 2, 3, 4]);
   * x.variance(); // => 1.25
   * x.variance(0, { correction: 1 }); // => ≈ 1.66667
   * ```
   */
  variance<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"variance", T["shape"], X>,
    options?: VarianceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(ops.variance(this.node, axis, options?.correction, options?.keepDims));
  }

  /**
   * The standard deviation: the root of `variance`, with its `correction` of 0. Its gradient is 0 where all elements are equal, as PyTorch's.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3, 4]).std(); // => ≈ 1.11803
   * ```
   */
  std<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"std", T["shape"], X>,
    options?: VarianceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(ops.std(this.node, axis, options?.correction, options?.keepDims));
  }

  /**
   * The vector norm of `order` p, `(Σ |x|ᵖ)^(1/p)`: the Euclidean one, `√(Σ x²)`, unless said. Order ∞ is the largest size, −∞ the smallest,
   * 0 the number of elements that are not 0. The gradient is 0 where the norm is 0, as in PyTorch; equal largest sizes share it.
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
  norm<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"norm", T["shape"], X>,
    options?: VectorNormOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(ops.norm(this.node, axis, options?.order, options?.keepDims));
  }

  /**
   * Vectors of length 1: `x / max(‖x‖, eps)` along `axis` (the last by default), with the norm of `order` 2 and an `eps` of 1e-12 unless said. Where the norm is
   * below `eps`, as at 0, the gradient is 1 / eps. As PyTorch's `normalize`, whose axis is 1.
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
    options: { readonly order?: number; readonly eps?: number } = {},
  ): Tensor<T["shape"], Floating<T["dtype"]>> {
    const { order = 2, eps = 1e-12 } = options;
    const along: number = axis ?? -1;
    return this.composite("normalize", (x) =>
      x.div(x.norm(along, { order, keepDims: true }).clamp(eps)),
    );
  }

  /**
   * `log Σ exp x`, without overflow. −∞ where all elements are −∞, or there is none.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1000, 1000]).logSumExp(); // => ≈ 1000.693
   * ```
   */
  logSumExp<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"logSumExp", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(logSumExp(this.node, axis, options?.keepDims));
  }

  /**
   * Whether any element is true (not 0). false of nothing.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[0, 1], [0, 0]]).any(1); // => [true, false]
   * ```
   */
  any<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"any", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, "bool"> {
    return this.wrap(ops.any(this.node, axis, options?.keepDims));
  }

  /**
   * Whether all elements are true (not 0). true of nothing.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 1], [0, 1]]).all(1); // => [true, false]
   * ```
   */
  all<T extends Tensor, const X extends Axes = undefined, const K extends boolean = false>(
    this: T,
    axis?: X & CheckAxes<"all", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, "bool"> {
    return this.wrap(ops.all(this.node, axis, options?.keepDims));
  }

  /**
   * The position of the largest element along `axis`, or in the flattened tensor where no axis is given; int32. The first of
   * equals, and the first NaN where there is one. Throws `ShapeError` of an empty axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([[1, 5], [7, 4]]);
   * x.argmax(1); // => [1, 0]
   * x.argmax(); // => 2
   * ```
   */
  argmax<
    T extends Tensor,
    const X extends number | undefined = undefined,
    const K extends boolean = false,
  >(
    this: T,
    axis?: X & CheckAxes<"argmax", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, "int32"> {
    return this.wrap(ops.argmax(this.node, axis, options?.keepDims));
  }

  /**
   * The position of the smallest element along `axis`, or in the flattened tensor where no axis is given; int32. The first
   * of equals, and the first NaN where there is one. Throws `ShapeError` of an empty axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 5], [7, 4]]).argmin(1); // => [0, 1]
   * ```
   */
  argmin<
    T extends Tensor,
    const X extends number | undefined = undefined,
    const K extends boolean = false,
  >(
    this: T,
    axis?: X & CheckAxes<"argmin", T["shape"], X>,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, "int32"> {
    return this.wrap(ops.argmin(this.node, axis, options?.keepDims));
  }
}
