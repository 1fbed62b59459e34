import { AdaptiveAveragePooling } from "./adaptive-average-pooling.ts";
import type { ResizedShape } from "./shapes/images.ts";

/**
 * Averages sequences to a given size: `AdaptiveAveragePool2d` with one spatial axis.
 *
 * Takes `[N, C, L]`, gives `[N, C, L']`. Of size 1: the mean of each channel.
 *
 * As PyTorch's `AdaptiveAvgPool1d`.
 *
 * @throws A `ShapeError` if the input does not have three axes.
 *
 * ```ts
 * import { AdaptiveAveragePool1d } from "@chainrule/layers";
 *
 * new AdaptiveAveragePool1d(2).forward([[[1, 2, 5, 6]]]); // => [[[1.5, 5.5]]]
 * ```
 */
export class AdaptiveAveragePool1d<const K extends number = number> extends AdaptiveAveragePooling<
  ResizedShape<1, K>
> {
  constructor(outputSize: K) {
    super("AdaptiveAveragePool1d", 1, outputSize);
  }
}
