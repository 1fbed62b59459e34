import { AdaptiveMaxPooling } from "./adaptive-max-pooling.ts";
import type { ResizedShape } from "./shapes/images.ts";

/**
 * The largest elements of sequences, to a given size: `AdaptiveMaxPool2d` with one spatial axis. The gradient goes to the first of several largest
 * elements; NaN wins.
 *
 * Takes `[N, C, L]`, gives `[N, C, L']`. Of size 1: the maximum of each channel.
 *
 * As PyTorch's `AdaptiveMaxPool1d`.
 *
 * @throws A `ShapeError` if the input does not have three axes.
 *
 * ```ts
 * import { AdaptiveMaxPool1d } from "@chainrule/layers";
 *
 * new AdaptiveMaxPool1d(2).forward([[[1, 2, 5, 6]]]); // => [[[2, 6]]]
 * ```
 */
export class AdaptiveMaxPool1d<const K extends number = number> extends AdaptiveMaxPooling<
  ResizedShape<1, K>
> {
  constructor(outputSize: K) {
    super("AdaptiveMaxPool1d", 1, outputSize);
  }
}
