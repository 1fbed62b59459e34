import { GlobalAveragePooling } from "./global-average-pooling.ts";
import type { ChannelsShape } from "./shapes/images.ts";

/**
 * The mean of each channel of volumes: `GlobalAveragePool2d` with three spatial axes.
 *
 * Takes `[N, C, D, H, W]`, gives `[N, C]`, ready for an `Affine`.
 *
 * @throws A `ShapeError` if the input does not have five axes.
 *
 * ```ts
 * import { GlobalAveragePool3d } from "@chainrule/layers";
 *
 * new GlobalAveragePool3d().forward([[[[[1, 2]], [[3, 4]]], [[[0, 0]], [[0, 2]]]]]); // => [[2.5, 0.5]]
 * ```
 */
export class GlobalAveragePool3d extends GlobalAveragePooling<ChannelsShape<3>> {
  constructor() {
    super(3);
  }
}
