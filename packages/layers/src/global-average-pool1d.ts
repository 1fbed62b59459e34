import { GlobalAveragePooling } from "./global-average-pooling.ts";
import type { ChannelsShape } from "./shapes/images.ts";

/**
 * The mean of each channel of sequences: `GlobalAveragePool2d` with one spatial axis.
 *
 * Takes `[N, C, L]`, gives `[N, C]`, ready for an `Affine`.
 *
 * @throws A `ShapeError` if the input does not have three axes.
 *
 * ```ts
 * import { GlobalAveragePool1d } from "@chainrule/layers";
 *
 * new GlobalAveragePool1d().forward([[[1, 2, 3, 4], [0, 0, 0, 2]]]); // => [[2.5, 0.5]]
 * ```
 */
export class GlobalAveragePool1d extends GlobalAveragePooling<ChannelsShape<1>> {
  constructor() {
    super(1);
  }
}
