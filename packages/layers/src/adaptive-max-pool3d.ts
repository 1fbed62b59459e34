import { AdaptiveMaxPooling } from "./adaptive-max-pooling.ts";
import type { ResizedShape } from "./shapes/images.ts";
import type { PerAxis } from "./spatial.ts";

/**
 * The largest elements of volumes, to a given size: `AdaptiveMaxPool2d` with three spatial axes. The gradient goes to the first of several largest
 * elements; NaN wins.
 *
 * Takes `[N, C, D, H, W]`, gives `[N, C, D', H', W']`. Of size 1: the maximum of each channel.
 *
 * As PyTorch's `AdaptiveMaxPool3d`.
 *
 * @throws A `ShapeError` if the input does not have five axes.
 *
 * ```ts
 * import { AdaptiveMaxPool3d } from "@chainrule/layers";
 *
 * new AdaptiveMaxPool3d([1, 1, 2]).forward([[[[[1, 2, 5, 6]], [[3, 4, 7, 8]]]]]); // => [[[[[4, 8]]]]]
 * ```
 */
export class AdaptiveMaxPool3d<
  const K extends PerAxis<readonly [number, number, number]> = PerAxis<
    readonly [number, number, number]
  >,
> extends AdaptiveMaxPooling<ResizedShape<3, K>> {
  constructor(outputSize: K) {
    super("AdaptiveMaxPool3d", 3, outputSize);
  }
}
