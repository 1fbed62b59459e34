import { ChannelDropout } from "./channel-dropout.ts";
import type { DropoutOptions } from "./dropout.ts";
import type { SpatialShape } from "./shapes/images.ts";

/**
 * `Dropout` of whole channels of sequences: `Dropout2d` with one spatial axis.
 *
 * Takes and gives `[N, C, L]`. Integers become float32.
 *
 * As PyTorch's `Dropout1d`.
 *
 * @throws A `RangeError` if `p` is not in `[0, 1]`, a `ShapeError` if the input does not have three axes.
 *
 * ```ts
 * import { Dropout1d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * const y = new Dropout1d(0.5).forward(ones([8, 3, 5]));
 * y.equal(y.max(2, { keepDims: true })).all(); // => true
 * ```
 */
export class Dropout1d extends ChannelDropout<SpatialShape<"Dropout1d", 1>> {
  constructor(p: number = 0.5, options: DropoutOptions = {}) {
    super(1, p, options);
  }
}
