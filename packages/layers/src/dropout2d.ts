import { ones, type Tensor, where } from "@chainrule/tensor";
import { DropoutLayer, type DropoutOptions } from "./dropout.ts";
import { floating } from "./floating.ts";
import type { ImagesShape } from "./shapes/images.ts";
import { checkRank } from "./spatial.ts";

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
export class Dropout2d extends DropoutLayer<ImagesShape<"Dropout2d">> {
  constructor(p: number = 0.5, options: DropoutOptions = {}) {
    super("Dropout2d", p, options);
  }

  protected compute(given: Tensor): Tensor {
    checkRank(given, 2);
    const x = floating(given);
    if (!this.training) return x;
    const channels = this.drop(ones([x.shape[0]!, x.shape[1]!, 1, 1], { dtype: x.dtype }));
    return where(channels.equal(0), 0, x.mul(channels));
  }
}
