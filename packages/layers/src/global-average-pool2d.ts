import { GlobalAveragePooling } from "./global-average-pooling.ts";
import type { ChannelsShape } from "./shapes/images.ts";

/**
 * The mean of each channel of an image.
 *
 * Takes `[N, C, H, W]`, gives `[N, C]`, ready for an `Affine`.
 *
 * Source: Lin et al. 2013, "Network in network".
 *
 * @throws A `ShapeError` if the input does not have four axes.
 *
 * ```ts
 * import { GlobalAveragePool2d } from "@chainrule/layers";
 *
 * new GlobalAveragePool2d().forward([[[[1, 2], [3, 4]], [[0, 0], [0, 2]]]]); // => [[2.5, 0.5]]
 * ```
 */
export class GlobalAveragePool2d extends GlobalAveragePooling<ChannelsShape<2>> {
  constructor() {
    super(2);
  }
}
