import { checkNames, type DType, type Shape } from "@chainrule/graph";
import * as ops from "../ops/order.ts";
import type { Tensor } from "../tensor.ts";
import type { CheckAxes } from "../shapes/axes.ts";
import type { Summed } from "../shapes/dtype.ts";
import type { TopK } from "../shapes/order.ts";
import type { Check, Result } from "../shapes/shape.ts";
import type { Cumulative } from "../shapes/tiling.ts";
import { IndexingMethods } from "./indexing.ts";

/** Elements in order, and one after another. */
export abstract class OrderMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends IndexingMethods<S, D> {
  /**
   * The elements along `axis` (the last by default) from the smallest to the largest. NaN counts as the largest: it comes last, as in NumPy, and
   * first where the order is descending, as in PyTorch. Equal elements keep their order, and
   * the gradient goes back to where each element came from. Throws `ShapeError` where there is
   * no such axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([3, 1, NaN, 2]);
   * x.sort(); // => [1, 2, 3, NaN]
   * x.sort(0, { descending: true }); // => [NaN, 3, 2, 1]
   * ```
   */
  sort<T extends Tensor, const X extends number = -1>(
    this: T,
    axis?: X & CheckAxes<"sort", T["shape"], X>,
    options?: ops.SortOptions,
  ): Tensor<T["shape"], T["dtype"]> {
    return this.wrap(ops.sort(this.node, axis, options));
  }

  /**
   * The positions that put the elements along `axis` (the last by default) in order, as int32: `x.gather(x.argsort(), -1)` is `x.sort()`. Equal
   * elements keep their order. NaN counts as the largest. Throws `ShapeError` where there is no such axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([3, 1, 2, 1]).argsort(); // => [1, 3, 2, 0]
   * ```
   */
  argsort<T extends Tensor, const X extends number = -1>(
    this: T,
    axis?: X & CheckAxes<"argsort", T["shape"], X>,
    options?: ops.SortOptions,
  ): Tensor<T["shape"], "int32"> {
    return this.wrap(ops.argsort(this.node, axis, options));
  }

  /**
   * The `k` largest elements along `axis` (the last by default), largest first, and their positions as int32; or with `largest: false` the
   * smallest, smallest first. Of equal elements the first comes first, and
   * has the gradient; NaN counts as the largest, as in PyTorch. Throws `ShapeError` where the axis is
   * shorter than `k`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const { values, indices } = tensor([3, 1, 4, 1, 5]).topK(2);
   * values; // => [5, 4]
   * indices; // => [4, 2]
   * ```
   */
  topK<T extends Tensor, const K extends number, const X extends number = -1>(
    this: T,
    k: K & Check<TopK<T["shape"], K, X>>,
    axis?: X & CheckAxes<"topK", T["shape"], X>,
    options?: ops.TopKOptions,
  ): {
    readonly values: Tensor<Result<TopK<T["shape"], K, X>>, T["dtype"]>;
    readonly indices: Tensor<Result<TopK<T["shape"], K, X>>, "int32">;
  } {
    checkNames("topK", options, { largest: 0 });
    const { values, indices } = ops.topK(this.node, k, axis, options?.largest);
    return { values: this.wrap(values), indices: this.wrap(indices) };
  }

  /**
   * The running sum along `axis`, `outᵢ = Σⱼ≤ᵢ xⱼ`, or of the flattened tensor where no axis is given, as in NumPy. `exclusive` leaves out the
   * element itself, so that the first is 0; `reverse` begins at the end (both as in ONNX's `CumSum`). bool and uint8 give int32. Takes log n steps over
   * the whole tensor. Throws `ShapeError` where there is no such axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3]).cumsum(); // => [1, 3, 6]
   * tensor([[1, 2], [3, 4]]).cumsum(1, { reverse: true, exclusive: true }); // => [[2, 0], [4, 0]]
   * ```
   */
  cumsum<T extends Tensor, const X extends number | undefined = undefined>(
    this: T,
    axis?: X & CheckAxes<"cumsum", T["shape"], X>,
    options?: ops.ScanOptions,
  ): Tensor<Cumulative<T["shape"], X>, Summed<T["dtype"]>> {
    return this.wrap(ops.cumsum(this.node, axis, options));
  }

  /**
   * The running product along `axis`, `outᵢ = Πⱼ≤ᵢ xⱼ`, or of the flattened tensor where no axis is given, as in NumPy. `exclusive` leaves out the
   * element itself, so that the first is 1; `reverse` begins at the end (both as in ONNX's `CumSum`). bool and uint8 give int32. Takes log n steps over
   * the whole tensor. Throws `ShapeError` where there is no such axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3, 4]).cumprod(); // => [1, 2, 6, 24]
   * ```
   */
  cumprod<T extends Tensor, const X extends number | undefined = undefined>(
    this: T,
    axis?: X & CheckAxes<"cumprod", T["shape"], X>,
    options?: ops.ScanOptions,
  ): Tensor<Cumulative<T["shape"], X>, Summed<T["dtype"]>> {
    return this.wrap(ops.cumprod(this.node, axis, options));
  }
}
