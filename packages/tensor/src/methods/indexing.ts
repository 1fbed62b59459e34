import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/indexing.ts";
import type { Operand, Tensor } from "../tensor.ts";
import type { CheckAxes } from "../shapes/axes.ts";
import type { Mixed } from "../shapes/dtype.ts";
import type { At, Index } from "../shapes/indexing.ts";
import type { Check, Result } from "../shapes/shape.ts";
import { TilingMethods } from "./tiling.ts";

/** Parts of a tensor by indices, and what is added there. */
export abstract class IndexingMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends TilingMethods<S, D> {
  /**
   * A part of the tensor, with the meaning of NumPy's `x[…]`. An index is
   *
   * - a number: that position, and the axis goes; negative ones count from the end;
   * - `[start, end, step]` or `"start:end:step"`: a range, of which any entry may be missing (`null` in a list); a negative step goes backwards;
   * - an integer tensor, or nested arrays of two or more levels: its elements' positions; several are broadcast together, and their axes stand where
   *   they stood, or in front where something stands between them;
   * - a mask, a bool tensor or arrays of booleans: the elements of one or more axes where it is true. Their number is part of the shape,
   *   so a mask that is computed is computed at once, when the part is built;
   * - `null`: a new axis of length 1; `"..."`: all axes that are not named (those after the last index are whole anyway).
   *
   * A plain list of numbers is a range: for a list of positions use `take`, or give a tensor. Starts and positions are inputs of the compiled
   * program, lengths and steps its structure. Gradients pass to where the elements come from. Throws `ShapeError` where a position is outside
   * its axis (computed positions read NaN, or 0 of integers), where there are more indices than axes, or where shapes do not fit.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([[1, 2, 3], [4, 5, 6]]);
   * x.at(-1); // => [4, 5, 6]
   * x.at(0, [1, 3]); // => [2, 3]
   * x.at("...", "::-2"); // => [[3, 1], [6, 4]]
   * x.at([[1], [0]], tensor([0, 2])); // => [[4, 6], [1, 3]]
   * x.at(x.greater(2)); // => [3, 4, 5, 6]
   * x.at(":", null, 0).shape; // => [2, 1]
   * ```
   */
  at<T extends Tensor, const I extends readonly Index[]>(
    this: T,
    ...indices: I & Check<At<T["shape"], I>>
  ): Tensor<Result<At<T["shape"], I>>, T["dtype"]> {
    return this.wrap(ops.partAt(this.node, indices));
  }

  /**
   * This tensor with `updates` added where `indices` say along `axis`, at their own place along the other axes: in two axes and along the last,
   * `out[i, indices[i, j]] += updates[i, j]`. Indices that occur several times add up. As PyTorch's `scatter_add`; the transpose of `gather`. This tensor
   * does not change. Updates broadcast to the shape of the indices, which have as many axes as this tensor, none longer except `axis`, or it throws
   * `ShapeError`. Indices outside throw where they are given, and are dropped where they are computed.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 1, 1], [1, 1, 1]]).scatterAdd([[0, 0], [2, 1]], [[1, 2], [3, 4]], 1);
   * // => [[4, 1, 1], [1, 5, 4]]
   * ```
   */
  scatterAdd<
    T extends Tensor,
    const I extends Operand,
    const U extends Operand,
    const X extends number,
  >(
    this: T,
    indices: I,
    updates: U,
    axis: X & CheckAxes<"scatterAdd", T["shape"], X>,
  ): Tensor<T["shape"], Mixed<T, U>> {
    return this.wrap(ops.scatterAdd(this.node, indices, updates, axis));
  }

  /**
   * This tensor with `updates` in place of its elements where `indices` say along `axis`, at their own place along the other axes: in two axes and along
   * the last, `out[i, indices[i, j]] = updates[i, j]`. As PyTorch's `scatter` and NumPy's `put_along_axis`; this tensor does not change. Updates of a place
   * that is named several times are added up (PyTorch takes any one of them). Shapes and indices as for `scatterAdd`; the gradient goes to
   * what is left of this tensor and to the updates.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 1, 1], [1, 1, 1]]).scatter([[0], [2]], [[5], [6]], 1);
   * // => [[5, 1, 1], [1, 1, 6]]
   * ```
   */
  scatter<
    T extends Tensor,
    const I extends Operand,
    const U extends Operand,
    const X extends number,
  >(
    this: T,
    indices: I,
    updates: U,
    axis: X & CheckAxes<"scatter", T["shape"], X>,
  ): Tensor<T["shape"], Mixed<T, U>> {
    return this.wrap(ops.scatter(this.node, indices, updates, axis));
  }
}
