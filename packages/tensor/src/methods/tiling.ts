import type { DType, Shape } from "@chainrule/graph";
import * as movement from "../ops/movement.ts";
import * as ops from "../ops/tiling.ts";
import type { Tensor } from "../tensor.ts";
import type { CheckAxes, CheckEachAxis } from "../shapes/axes.ts";
import type { CheckCounts, CheckRepeat, Repeat, Tile } from "../shapes/tiling.ts";
import type { Axes } from "./reduce.ts";
import { SelectionMethods } from "./selection.ts";

/** The same elements several times, moved along, or in reverse. */
export abstract class TilingMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends SelectionMethods<S, D> {
  /**
   * The whole, side by side `counts` times along each axis, as NumPy's and PyTorch's `tile` (PyTorch's `repeat`). With fewer counts than axes
   * they are those of the last; more counts make new leading axes. Throws `ShapeError` where a count is no integer from 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2]).tile(2); // => [1, 2, 1, 2]
   * tensor([1, 2]).tile([2, 1]); // => [[1, 2], [1, 2]]
   * ```
   */
  tile<T extends Tensor, const C extends number | readonly number[]>(
    this: T,
    counts: C & CheckCounts<"tile", C>,
  ): Tensor<Tile<T["shape"], C>, T["dtype"]> {
    return this.wrap(ops.tile(this.node, counts));
  }

  /**
   * Every element `counts` times in a row, along `axis` or of the flattened tensor where no axis is given, as in NumPy and the array API standard
   * (PyTorch's `repeat_interleave`; its `repeat` is `tile`). A list has a count for each element of the axis. Throws `ShapeError` where it does not,
   * or a count is no integer from 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2]).repeat(2); // => [1, 1, 2, 2]
   * tensor([[1, 2], [3, 4]]).repeat([2, 1], 0); // => [[1, 2], [1, 2], [3, 4]]
   * ```
   */
  repeat<
    T extends Tensor,
    const C extends number | readonly number[],
    const X extends number | undefined = undefined,
  >(
    this: T,
    counts: C & CheckRepeat<T["shape"], C, X>,
    axis?: X & CheckAxes<"repeat", T["shape"], X>,
  ): Tensor<Repeat<T["shape"], C, X>, T["dtype"]> {
    return this.wrap(ops.repeat(this.node, counts, axis));
  }

  /**
   * The elements moved along axes by `shifts` places, those that leave at the end coming back at the start; of the flattened tensor where no axis
   * is given. Throws `ShapeError` where there is not one shift, or one for each axis.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3, 4]).roll(1); // => [4, 1, 2, 3]
   * tensor([[1, 2], [3, 4]]).roll([1, -1], [0, 1]); // => [[4, 3], [2, 1]]
   * ```
   */
  roll<T extends Tensor, const X extends Axes & CheckEachAxis<"roll", T["shape"], X> = undefined>(
    this: T,
    shifts: number | readonly number[],
    axes?: X,
  ): Tensor<T["shape"], T["dtype"]> {
    return this.wrap(ops.roll(this.node, shifts, axes));
  }

  /**
   * The elements in reverse order along the axes named, or all. Throws `ShapeError` where an axis does not exist.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).flip(1); // => [[2, 1], [4, 3]]
   * ```
   */
  flip<T extends Tensor, const X extends Axes & CheckAxes<"flip", T["shape"], X> = undefined>(
    this: T,
    axes?: X,
  ): Tensor<T["shape"], T["dtype"]> {
    return this.wrap(movement.flip(this.node, axes));
  }
}
