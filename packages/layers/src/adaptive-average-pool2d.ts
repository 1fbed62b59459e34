import { AdaptiveAveragePooling } from "./adaptive-average-pooling.ts";
import type { ResizedShape } from "./shapes/images.ts";
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
> extends AdaptiveAveragePooling<ResizedShape<2, K>> {
  constructor(outputSize: K) {
    super("AdaptiveAveragePool2d", 2, outputSize);
  }
}
