import { ChannelDropout } from "./channel-dropout.ts";
import type { DropoutOptions } from "./dropout.ts";
import type { SpatialShape } from "./shapes/images.ts";

/**
 * `Dropout` of whole channels: pixels of one channel are alike, so that dropping a few of them takes little away. Each channel of each image becomes 0 with probability
 * `p`, and is divided by `1 − p` otherwise.
 *
 * Takes and gives `[N, C, H, W]`. Integers become float32.
 *
 * Source: Tompson et al. 2015, "Efficient object localization using convolutional networks".
 *
 * @throws A `RangeError` if `p` is not in `[0, 1]`, a `ShapeError` if the input does not have four axes.
 *
 * ```ts
 * import { Dropout2d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * const y = new Dropout2d(0.5).forward(ones([8, 3, 5, 5]));
 * y.equal(y.max([2, 3], { keepDims: true })).all(); // => true
 * ```
 */
export class Dropout2d extends ChannelDropout<SpatialShape<"Dropout2d", 2>> {
  constructor(p: number = 0.5, options: DropoutOptions = {}) {
    super(2, p, options);
  }
}
