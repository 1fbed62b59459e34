import { asNode } from "../operand.ts";
import * as movement from "../ops/movement.ts";
import * as ops from "../ops/selection.ts";
import type { CheckAxes } from "../shapes/axes.ts";
import type { DTypeOf } from "../shapes/dtype.ts";
import type { Pad, Slice, Take, Windowed } from "../shapes/selection.ts";
import type { Check, Lengths, Result, ShapeOf } from "../shapes/shape.ts";
import { type Operand, type Tensor, tensorOf } from "../tensor.ts";

/**
 * For each axis the elements from `starts` up to and without `ends`, `steps` apart, as NumPy's `x[a:b:c, …]`. Negative positions count from
 * the end, those outside are moved to the edge, and axes that are not named stay whole. Starts are inputs of the compiled program, so
 * slicing a data set batch by batch compiles once. Throws `ShapeError` where more positions than axes are given, or a step is less than 1.
 * The dtype stays.
 *
 * ```ts
 * import { slice } from "@chainrule/tensor/functional";
 *
 * slice([[1, 2, 3], [4, 5, 6]], [0, 1]); // => [[2, 3], [5, 6]]
 * ```
 */
export function slice<
  const O extends Operand,
  const A extends readonly number[],
  const B extends readonly (number | undefined)[] = [],
  const C extends readonly number[] = [],
>(x: O, starts: A, ends?: B, steps?: C): Tensor<Slice<ShapeOf<O>, A, B, C>, DTypeOf<O>> {
  return tensorOf(ops.slice(asNode(x), starts, ends, steps));
}

/**
 * With `low` elements before and `high` after each axis. Negative widths crop. `mode` says what they are, as in NumPy's `pad`: a `value` (0
 * by default), the `"edge"` element, what `"reflect"` sees in a mirror at the edge element, or what `"wrap"` finds at the other end. The
 * gradient goes to where an element came from. Throws `ShapeError` where there is not one pair for each axis, more is cropped than there
 * is, or an empty axis has no element to repeat. The dtype stays.
 *
 * ```ts
 * import { pad } from "@chainrule/tensor/functional";
 *
 * pad([1, 2], [[1, 2]]); // => [0, 1, 2, 0, 0]
 * ```
 */
export function pad<
  const O extends Operand,
  const W extends readonly (readonly [low: number, high: number])[],
>(
  x: O,
  widths: W & Check<Pad<ShapeOf<O>, W>>,
  options?: ops.PadOptions,
): Tensor<Result<Pad<ShapeOf<O>, W>>, DTypeOf<O>> {
  return tensorOf(ops.pad(asNode(x), widths, options));
}

/**
 * The elements at `indices` along `axis`, or of the flattened tensor where no axis is given, as NumPy's `take`: the axis becomes the axes
 * of `indices`. Negative indices count from the end. An index outside throws `ShapeError` at once where the indices are given numbers, and
 * reads NaN (0 of integers) where they are computed. The dtype stays.
 *
 * ```ts
 * import { take } from "@chainrule/tensor/functional";
 *
 * take([[1, 2], [3, 4], [5, 6]], [2, 0], 0); // => [[5, 6], [1, 2]]
 * ```
 */
export function take<
  const O extends Operand,
  const I extends Operand,
  const X extends number | undefined = undefined,
>(
  x: O,
  indices: I,
  axis?: X & CheckAxes<"take", ShapeOf<O>, X>,
): Tensor<Take<ShapeOf<O>, ShapeOf<I>, X>, DTypeOf<O>> {
  return tensorOf(ops.take(asNode(x), indices, axis));
}

/**
 * For each index the element at that place along `axis`, and at the index's own place along the others: NumPy's `take_along_axis` and
 * PyTorch's `gather`, `out[i, j] = x[i, indices[i, j]]`. The result has the shape of `indices`, which has the axes of `x`, none longer
 * except `axis`, or throws `ShapeError`; indices are as for `take`. The dtype stays.
 *
 * ```ts
 * import { gather } from "@chainrule/tensor/functional";
 *
 * gather([[1, 2, 3], [4, 5, 6]], [[2], [0]], 1); // => [[3], [4]]
 * ```
 */
export function gather<const O extends Operand, const I extends Operand, const X extends number>(
  x: O,
  indices: I,
  axis: X & CheckAxes<"gather", ShapeOf<O>, X>,
): Tensor<ShapeOf<I>, DTypeOf<O>> {
  return tensorOf(ops.gather(asNode(x), indices, axis));
}

/**
 * The windows that slide over some axes (im2row, before its reshape): each of those axes becomes the number of windows that
 * fit, and new last axes hold the positions inside a window. Nothing is copied. Throws `ShapeError` where a window does not fit. The dtype stays.
 *
 * ```ts
 * import { windows } from "@chainrule/tensor/functional";
 *
 * windows([1, 2, 3, 4], { axes: [0], sizes: [2] }); // => [[1, 2], [2, 3], [3, 4]]
 * ```
 */
export function windows<const O extends Operand, const P extends movement.Sliding>(
  x: O,
  options: P,
): Tensor<Windowed<ShapeOf<O>, P>, DTypeOf<O>> {
  return tensorOf(movement.windows(asNode(x), options));
}

/**
 * The transpose of `windows` (row2im): adds every window back to where it was read from in a tensor of `shape`. Throws
 * `ShapeError` where this is not the shape of the windows of such a tensor. The dtype stays; bools throw `DTypeError`.
 *
 * ```ts
 * import { fold } from "@chainrule/tensor/functional";
 *
 * fold([[1, 2], [2, 3], [3, 4]], { axes: [0], sizes: [2], shape: [4] }); // => [1, 4, 6, 4]
 * ```
 */
export function fold<const O extends Operand, const W extends readonly number[]>(
  x: O,
  options: movement.Sliding & { readonly shape: W },
): Tensor<Lengths<W>, DTypeOf<O>> {
  return tensorOf(movement.fold(asNode(x), options));
}
