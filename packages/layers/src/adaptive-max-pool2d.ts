import { AdaptiveMaxPooling } from "./adaptive-max-pooling.ts";
import type { ResizedShape } from "./shapes/images.ts";
import type { PerAxis } from "./spatial.ts";

/**
 * The largest elements of images, to a given size: output row `i` of `H'` is the maximum of the rows from `⌊i·H/H'⌋` to `⌈(i + 1)·H/H'⌉`, and columns
 * likewise. The gradient goes to the first of several largest elements; NaN wins.
 *
 * Takes `[N, C, H, W]`, gives `[N, C, H', W']`. Of size 1: the maximum of each channel.
 *
 * As PyTorch's `AdaptiveMaxPool2d`.
 *
 * @throws A `ShapeError` if the input does not have four axes.
 *
 * ```ts
 * import { AdaptiveMaxPool2d } from "@chainrule/layers";
 *
 * new AdaptiveMaxPool2d([1, 2]).forward([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]); // => [[[[4, 8]]]]
 * ```
 */
export class AdaptiveMaxPool2d<
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
> extends AdaptiveMaxPooling<ResizedShape<2, K>> {
  constructor(outputSize: K) {
    super("AdaptiveMaxPool2d", 2, outputSize);
  }
}
