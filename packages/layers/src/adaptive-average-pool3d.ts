import { AdaptiveAveragePooling } from "./adaptive-average-pooling.ts";
import type { ResizedShape } from "./shapes/images.ts";
import type { PerAxis } from "./spatial.ts";

/**
 * Averages volumes to a given size: `AdaptiveAveragePool2d` with three spatial axes.
 *
 * Takes `[N, C, D, H, W]`, gives `[N, C, D', H', W']`. Of size 1: the mean of each channel.
 *
 * As PyTorch's `AdaptiveAvgPool3d`.
 *
 * @throws A `ShapeError` if the input does not have five axes.
 *
 * ```ts
 * import { AdaptiveAveragePool3d } from "@chainrule/layers";
 *
 * new AdaptiveAveragePool3d([1, 1, 2]).forward([[[[[1, 2, 5, 6]], [[3, 4, 7, 8]]]]]); // => [[[[[2.5, 6.5]]]]]
 * ```
 */
export class AdaptiveAveragePool3d<
  const K extends PerAxis<readonly [number, number, number]> = PerAxis<
    readonly [number, number, number]
  >,
> extends AdaptiveAveragePooling<ResizedShape<3, K>> {
  constructor(outputSize: K) {
    super("AdaptiveAveragePool3d", 3, outputSize);
  }
}
