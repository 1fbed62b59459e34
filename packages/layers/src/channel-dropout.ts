import { ones, type Tensor, where } from "@chainrule/tensor";
import { DropoutLayer, type DropoutOptions } from "./dropout.ts";
import { floating } from "./floating.ts";
import type { ShapeFunction } from "./shape-function.ts";
import { checkRank } from "./spatial.ts";

/** `Dropout` of whole channels: what `Dropout1d`, `Dropout2d` and `Dropout3d` are. */
export abstract class ChannelDropout<out F extends ShapeFunction> extends DropoutLayer<F> {
  private readonly axes: number;

  protected constructor(axes: number, p: number, options: DropoutOptions) {
    super(`Dropout${axes}d`, p, options);
    this.axes = axes;
  }

  protected compute(given: Tensor): Tensor {
    checkRank(given, this.axes);
    const x = floating(given);
    if (!this.training) return x;
    const shape = x.shape.map((length, axis) => (axis < 2 ? length : 1));
    const channels = this.drop(ones(shape, { dtype: x.dtype }));
    return where(channels.equal(0), 0, x.mul(channels));
  }
}
