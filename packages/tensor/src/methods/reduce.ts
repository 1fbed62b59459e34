import { checkNames, type DType, type Shape } from "@chainrule/graph";
import * as ops from "../ops/reduce.ts";
import type { Tensor } from "../tensor.ts";
import type { CheckAxes, Reduce } from "../shapes/axes.ts";
import type { Floating, Summed } from "../shapes/dtype.ts";
import { MathMethods } from "./math.ts";

/** What a reduction takes besides its axes. */
export interface ReduceOptions<K extends boolean = boolean> {
  /** Whether reduced axes stay, with length 1; false. */
  readonly keepDims?: K;
}

/** Whether a reduction was asked to keep the reduced axes. */
export function keepDims(options: ReduceOptions | undefined): boolean | undefined {
  checkNames("reduction", options, { keepDims: 0 });
  return options?.keepDims;
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
  sum<
    T extends Tensor,
    const X extends Axes & CheckAxes<"sum", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(
    this: T,
    axis?: X,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Summed<T["dtype"]>> {
    return this.wrap(ops.sum(this.node, axis, keepDims(options)));
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
  prod<
    T extends Tensor,
    const X extends Axes & CheckAxes<"prod", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(
    this: T,
    axis?: X,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Summed<T["dtype"]>> {
    return this.wrap(ops.prod(this.node, axis, keepDims(options)));
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
  mean<
    T extends Tensor,
    const X extends Axes & CheckAxes<"mean", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(
    this: T,
    axis?: X,
    options?: ReduceOptions<K>,
  ): Tensor<Reduce<T["shape"], X, K>, Floating<T["dtype"]>> {
    return this.wrap(ops.mean(this.node, axis, keepDims(options)));
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
  max<
    T extends Tensor,
    const X extends Axes & CheckAxes<"max", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(this: T, axis?: X, options?: ReduceOptions<K>): Tensor<Reduce<T["shape"], X, K>, T["dtype"]> {
    return this.wrap(ops.max(this.node, axis, keepDims(options)));
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
  min<
    T extends Tensor,
    const X extends Axes & CheckAxes<"min", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(this: T, axis?: X, options?: ReduceOptions<K>): Tensor<Reduce<T["shape"], X, K>, T["dtype"]> {
    return this.wrap(ops.min(this.node, axis, keepDims(options)));
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
  any<
    T extends Tensor,
    const X extends Axes & CheckAxes<"any", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(this: T, axis?: X, options?: ReduceOptions<K>): Tensor<Reduce<T["shape"], X, K>, "bool"> {
    return this.wrap(ops.any(this.node, axis, keepDims(options)));
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
  all<
    T extends Tensor,
    const X extends Axes & CheckAxes<"all", T["shape"], X> = undefined,
    const K extends boolean = false,
  >(this: T, axis?: X, options?: ReduceOptions<K>): Tensor<Reduce<T["shape"], X, K>, "bool"> {
    return this.wrap(ops.all(this.node, axis, keepDims(options)));
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
    return this.wrap(ops.argmax(this.node, axis, keepDims(options)));
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
    return this.wrap(ops.argmin(this.node, axis, keepDims(options)));
  }
}
