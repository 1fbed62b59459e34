import { printShape, shapeError } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { ShuffledShape } from "./shapes/images.ts";
import { checkedCount, checkRank } from "./spatial.ts";

/**
 * Makes pixels of channels: of `factor²` channels a square of `factor` by `factor` pixels each, so that a network can enlarge an image by convolutions of
 * the small one.
 *
 * Takes `[N, C·factor², H, W]`, gives `[N, C, H·factor, W·factor]`; pixel `(i, j)` of a square is channel `factor·i + j`.
 *
 * Source: Shi et al. 2016, "Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network".
 *
 * @throws A `ShapeError` if the input does not have four axes, or `factor²` does not divide its channels.
 *
 * ```ts
 * import { PixelShuffle } from "@chainrule/layers";
 *
 * new PixelShuffle(2).forward([[[[1]], [[2]], [[3]], [[4]]]]); // => [[[[1, 2], [3, 4]]]]
 * ```
 */
export class PixelShuffle<const K extends number = number> extends Layer<ShuffledShape<K>, "bool"> {
  private readonly factor: number;

  constructor(factor: K) {
    super();
    this.factor = checkedCount("PixelShuffle", "the factor", factor);
  }

  override describe(): string {
    return `PixelShuffle(${this.factor})`;
  }

  protected compute(x: Tensor): Tensor {
    checkRank(x, 2);
    const { factor } = this;
    const [batch, channels, height, width] = x.shape as [number, number, number, number];
    const remaining = channels / factor ** 2;
    if (!Number.isInteger(remaining)) {
      throw shapeError(
        "forward",
        `the channels must be a multiple of ${factor ** 2}; got ${printShape(x.shape)}.`,
      );
    }
    return x
      .reshape([batch, remaining, factor, factor, height, width])
      .permute([0, 1, 4, 2, 5, 3])
      .reshape([batch, remaining, height * factor, width * factor]);
  }
}
