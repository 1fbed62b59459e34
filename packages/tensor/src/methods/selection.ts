import type { DType, Shape } from "@chainrule/graph";
import * as select from "../ops/selection.ts";
import * as ops from "../ops/movement.ts";
import type { Operand, Tensor } from "../tensor.ts";
import type { CheckAxes } from "../shapes/axes.ts";
import type { CheckPositions, Pad, Slice, Take, Windowed } from "../shapes/selection.ts";
import type { Check, Lengths, Result, ShapeOf } from "../shapes/shape.ts";
import { ActivationMethods } from "./activation.ts";

/** Parts of a tensor, and a tensor as a part of a larger one. */
export abstract class SelectionMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ActivationMethods<S, D> {
  /**
   * For each axis the elements from `starts` up to and without `ends`, `steps` apart, as NumPy's `x[a:b:c, …]`. Negative
   * positions count from the end, those outside are moved to the edge, and axes that are not named stay whole. Starts are
   * inputs of the compiled program, so slicing a data set batch by batch compiles once. Throws `ShapeError` where more
   * positions than axes are given, or a step is less than 1. The dtype stays.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([[1, 2, 3], [4, 5, 6]]);
   * x.slice([0, 1]); // => [[2, 3], [5, 6]]
   * x.slice([-1], [2]); // => [[4, 5, 6]]
   * x.slice([0, 0], [1, 3], [1, 2]); // => [[1, 3]]
   * ```
   */
  slice<
    T extends Tensor,
    const A extends readonly number[],
    const B extends readonly (number | undefined)[] = [],
    const C extends readonly number[] = [],
  >(
    this: T,
    starts: A & CheckPositions<T["shape"], A>,
    ends?: B & CheckPositions<T["shape"], B>,
    steps?: C & CheckPositions<T["shape"], C>,
  ): Tensor<Slice<T["shape"], A, B, C>, T["dtype"]> {
    return this.wrap(select.slice(this.node, starts, ends, steps));
  }

  /**
   * With `low` elements before and `high` after each axis. Negative widths crop. `mode` says what they are, as in NumPy's `pad`: a `value` (0 by
   * default), the `"edge"` element, what `"reflect"` sees in a mirror at the edge element, or what `"wrap"` finds at the other end. The
   * gradient goes to where an element came from. Throws `ShapeError` where there is not one pair for each axis, more is cropped than there
   * is, or an empty axis has no element to repeat. The dtype stays.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2]).pad([[1, 2]]); // => [0, 1, 2, 0, 0]
   * tensor([1, 2]).pad([[-1, 1]], { value: 9 }); // => [2, 9]
   * const x = tensor([1, 2, 3]);
   * x.pad([[2, 1]], { mode: "edge" }); // => [1, 1, 1, 2, 3, 3]
   * x.pad([[2, 1]], { mode: "reflect" }); // => [3, 2, 1, 2, 3, 2]
   * x.pad([[2, 1]], { mode: "wrap" }); // => [2, 3, 1, 2, 3, 1]
   * ```
   */
  pad<T extends Tensor, const W extends readonly (readonly [low: number, high: number])[]>(
    this: T,
    widths: W & Check<Pad<T["shape"], W>>,
    options?: select.PadOptions,
  ): Tensor<Result<Pad<T["shape"], W>>, T["dtype"]> {
    return this.wrap(select.pad(this.node, widths, options));
  }

  /**
   * The elements at `indices` along `axis`, or of the flattened tensor where no axis is given, as NumPy's `take`: the axis
   * becomes the axes of `indices`. Negative indices count from the end. An index outside throws `ShapeError` at once where
   * the indices are given numbers, and reads NaN (0 of integers) where they are computed. The dtype stays.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([[1, 2], [3, 4], [5, 6]]);
   * x.take([2, 0, -1], 0); // => [[5, 6], [1, 2], [5, 6]]
   * x.take([[0, 5]]); // => [[1, 6]]
   * ```
   */
  take<T extends Tensor, const O extends Operand, const X extends number | undefined = undefined>(
    this: T,
    indices: O,
    axis?: X & CheckAxes<"take", T["shape"], X>,
  ): Tensor<Take<T["shape"], ShapeOf<O>, X>, T["dtype"]> {
    return this.wrap(select.take(this.node, indices, axis));
  }

  /**
   * For each index the element at that place along `axis`, and at the index's own place along the others: NumPy's `take_along_axis` and
   * PyTorch's `gather`, `out[i, j] = x[i, indices[i, j]]`. The result has the shape of `indices`, which has the axes of `x`, none longer
   * except `axis`, or throws `ShapeError`; indices are as for `take`. The dtype stays.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2, 3], [4, 5, 6]]).gather([[2], [0]], 1); // => [[3], [4]]
   * ```
   */
  gather<T extends Tensor, const O extends Operand, const X extends number>(
    this: T,
    indices: O,
    axis: X & CheckAxes<"gather", T["shape"], X>,
  ): Tensor<ShapeOf<O>, T["dtype"]> {
    return this.wrap(select.gather(this.node, indices, axis));
  }

  /**
   * The windows that slide over some axes (im2row, before its reshape): each of those axes becomes the number
   * of windows that fit, and new last axes hold the positions inside a window. Nothing is copied. Throws `ShapeError` where
   * a window does not fit. The dtype stays.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([1, 2, 3, 4]);
   * x.windows({ axes: [0], sizes: [2] }); // => [[1, 2], [2, 3], [3, 4]]
   * x.windows({ axes: [0], sizes: [2], strides: [2] }).max(-1); // => [2, 4]
   * ```
   */
  windows<T extends Tensor, const O extends ops.Sliding>(
    this: T,
    options: O & CheckAxes<"windows", T["shape"], O["axes"]>,
  ): Tensor<Windowed<T["shape"], O>, T["dtype"]> {
    return this.wrap(ops.windows(this.node, options));
  }

  /**
   * The transpose of `windows` (row2im): adds every window back to where it was read from in a tensor of
   * `shape`. Throws `ShapeError` where this is not the shape of the windows of such a tensor. The dtype stays; bools throw `DTypeError`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [2, 3], [3, 4]]).fold({ axes: [0], sizes: [2], shape: [4] }); // => [1, 4, 6, 4]
   * ```
   */
  fold<const W extends readonly number[]>(
    options: ops.Sliding & { readonly shape: W },
  ): Tensor<Lengths<W>, D> {
    return this.wrap(ops.fold(this.node, options));
  }
}
