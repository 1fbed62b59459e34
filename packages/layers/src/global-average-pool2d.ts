import type { Tensor } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { ChannelsShape } from "./shapes/images.ts";
import { checkRank } from "./spatial.ts";

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
export class GlobalAveragePool2d extends Layer<ChannelsShape, "float32"> {
  override describe(): string {
    return "GlobalAveragePool2d()";
  }

  protected compute(x: Tensor): Tensor {
    checkRank(x, 2);
    return x.mean([2, 3]);
  }
}
