import type { Tensor } from "@chainrule/tensor";
import { AdaptivePooling } from "./adaptive-pooling.ts";
import type { PerAxis } from "./spatial.ts";

/**
 * Averages images to a given size: output row `i` of `H'` is the mean of the rows from `⌊i·H/H'⌋` to `⌈(i + 1)·H/H'⌉`, and columns likewise.
 *
 * Takes `[N, C, H, W]`, gives `[N, C, H', W']`. Of size 1: the mean of each channel.
 *
 * As PyTorch's `AdaptiveAvgPool2d`.
 *
 * @throws A `ShapeError` if the input does not have four axes.
 *
 * ```ts
 * import { AdaptiveAveragePool2d } from "@chainrule/layers";
 *
 * new AdaptiveAveragePool2d([1, 2]).forward([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]); // => [[[[2.5, 6.5]]]]
 * ```
 */
export class AdaptiveAveragePool2d<
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
> extends AdaptivePooling<K, "float32"> {
  constructor(outputSize: K) {
    super("AdaptiveAveragePool2d", outputSize);
  }

  protected override compute(x: Tensor): Tensor {
    const isWhole = x.ndim === 4 && this.size.every((length) => length === 1);
    return isWhole ? x.mean([2, 3], { keepDims: true }) : super.compute(x);
  }

  /** Not as a product with a matrix, in which an infinity would reach every part, because 0 · ∞ is NaN. */
  protected reduce(part: Tensor, axis: number): Tensor {
    return part.mean(axis, { keepDims: true });
  }
}
