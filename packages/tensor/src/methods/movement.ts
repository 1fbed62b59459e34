import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/movement.ts";
import type { Tensor } from "../tensor.ts";
import type { CheckNewAxis } from "../shapes/axes.ts";
import type {
  CheckPermute,
  CheckSqueeze,
  Expand,
  MatrixTranspose,
  Permute,
  Squeeze,
  Unsqueeze,
} from "../shapes/movement.ts";
import type { Flatten, Reshape } from "../shapes/reshape.ts";
import type { Check, Result } from "../shapes/shape.ts";
import { type Axes, ReduceMethods } from "./reduce.ts";

/** The same elements in another shape or order. */
export abstract class MovementMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ReduceMethods<S, D> {
  /**
   * The same elements, in the same order, in another shape; one length may be −1 and is found from the others. Throws
   * `ShapeError` where the number of elements would change.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3, 4]).reshape([2, -1]); // => [[1, 2], [3, 4]]
   * ```
   */
  reshape<T extends Tensor, const W extends readonly number[]>(
    this: T,
    shape: W & Check<Reshape<T["shape"], W>>,
  ): Tensor<Result<Reshape<T["shape"], W>>, T["dtype"]> {
    return this.wrap(ops.reshape(this.node, shape));
  }

  /**
   * Makes one axis of those from `startAxis` to `endAxis`, both included: of all of them where none is given (`flatten(1)`
   * keeps a batch apart). A scalar becomes `[1]`. Throws `ShapeError` where an axis does not exist or the first comes after
   * the last.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[[1, 2]], [[3, 4]]]).flatten(1); // => [[1, 2], [3, 4]]
   * ```
   */
  flatten<T extends Tensor, const Start extends number = 0, const End extends number = -1>(
    this: T,
    startAxis?: Start & Check<Flatten<T["shape"], Start, -1>>,
    endAxis?: End & Check<Flatten<T["shape"], Start, End>>,
  ): Tensor<Result<Flatten<T["shape"], Start, End>>, T["dtype"]> {
    return this.wrap(ops.flatten(this.node, startAxis, endAxis));
  }

  /**
   * Axis `i` of the result is axis `axes[i]` of this tensor. Throws `ShapeError` where `axes` does not name every axis once.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[[1, 2, 3]]]).permute([2, 0, 1]).shape; // => [3, 1, 1]
   * ```
   */
  permute<T extends Tensor, const X extends readonly number[]>(
    this: T,
    axes: X & CheckPermute<"permute", T["shape"], X>,
  ): Tensor<Permute<T["shape"], X>, T["dtype"]> {
    return this.wrap(ops.permute(this.node, axes));
  }

  /**
   * The axes in reverse order, or in the order of `axes`, as NumPy's `transpose` (PyTorch's swaps two axes; for matrices in
   * a batch see `matrixTranspose`). Throws `ShapeError` where `axes` does not name every axis once.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).transpose(); // => [[1, 3], [2, 4]]
   * ```
   */
  transpose<T extends Tensor, const X extends readonly number[] | undefined = undefined>(
    this: T,
    axes?: X & CheckPermute<"transpose", T["shape"], X>,
  ): Tensor<Permute<T["shape"], X>, T["dtype"]> {
    return this.wrap(ops.transpose(this.node, axes));
  }

  /**
   * The matrices of the last two axes, transposed. Throws `ShapeError` with fewer
   * than two axes.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[[1, 2], [3, 4]]]).matrixTranspose(); // => [[[1, 3], [2, 4]]]
   * ```
   */
  matrixTranspose<T extends Tensor>(this: T): Tensor<MatrixTranspose<T["shape"]>, T["dtype"]> {
    return this.wrap(ops.matrixTranspose("matrixTranspose", this.node));
  }

  /**
   * `matrixTranspose` as a getter, as in the array API standard. (A getter cannot state its shape in its type: the result is any
   * shape until `expect` or an operation with others narrows it.)
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).mT; // => [[1, 3], [2, 4]]
   * ```
   */
  get mT(): Tensor<Shape, D> {
    return this.wrap(ops.matrixTranspose("mT", this.node));
  }

  /**
   * Without axes of length 1: those named, or all. Throws `ShapeError` where a named axis is longer.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[[1], [2]]]).squeeze(); // => [1, 2]
   * tensor([[[1], [2]]]).squeeze(0); // => [[1], [2]]
   * ```
   */
  squeeze<T extends Tensor, const X extends Axes & CheckSqueeze<T["shape"], X> = undefined>(
    this: T,
    axis?: X,
  ): Tensor<Result<Squeeze<T["shape"], X>>, T["dtype"]> {
    return this.wrap(ops.squeeze(this.node, axis));
  }

  /**
   * With a new axis of length 1 at `axis` of the result. Throws `ShapeError` where there is no such place.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2]).unsqueeze(-1); // => [[1], [2]]
   * ```
   */
  unsqueeze<T extends Tensor, const X extends number>(
    this: T,
    axis: X & CheckNewAxis<"unsqueeze", T["shape"], X>,
  ): Tensor<Unsqueeze<T["shape"], X>, T["dtype"]> {
    return this.wrap(ops.unsqueeze(this.node, axis));
  }

  /**
   * Repeats axes of length 1, and the whole along new leading axes, until the shape is `shape` (NumPy's `broadcast_to`).
   * Nothing is copied. Throws `ShapeError` where another axis would change.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1], [2]]).expand([2, 3]); // => [[1, 1, 1], [2, 2, 2]]
   * ```
   */
  expand<T extends Tensor, const W extends readonly number[]>(
    this: T,
    shape: W & Check<Expand<T["shape"], W>>,
  ): Tensor<Result<Expand<T["shape"], W>>, T["dtype"]> {
    return this.wrap(ops.expand(this.node, shape));
  }
}
