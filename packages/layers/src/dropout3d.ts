import { ChannelDropout } from "./channel-dropout.ts";
import type { DropoutOptions } from "./dropout.ts";
import type { SpatialShape } from "./shapes/images.ts";

/**
 * `Dropout` of whole channels of volumes: `Dropout2d` with three spatial axes.
 *
 * Takes and gives `[N, C, D, H, W]`. Integers become float32.
 *
 * As PyTorch's `Dropout3d`.
 *
 * @throws A `RangeError` if `p` is not in `[0, 1]`, a `ShapeError` if the input does not have five axes.
 *
 * ```ts
 * import { Dropout3d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * const y = new Dropout3d(0.5).forward(ones([8, 3, 5, 2, 2]));
 * y.equal(y.max([2, 3, 4], { keepDims: true })).all(); // => true
 * ```
 */
export class Dropout3d extends ChannelDropout<SpatialShape<"Dropout3d", 3>> {
  constructor(p: number = 0.5, options: DropoutOptions = {}) {
    super(3, p, options);
  }
}
