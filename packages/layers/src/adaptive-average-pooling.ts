import type { Tensor } from "@chainrule/tensor";
import { AdaptivePooling } from "./adaptive-pooling.ts";
import type { ShapeFunction } from "./shape-function.ts";

/** A layer that gives the mean of each part: what `AdaptiveAveragePool1d`, `AdaptiveAveragePool2d` and `AdaptiveAveragePool3d` are. */
export abstract class AdaptiveAveragePooling<out F extends ShapeFunction> extends AdaptivePooling<
  F,
  "float32"
> {
  protected override compute(x: Tensor): Tensor {
    const axes = this.size.map((_, i) => i + 2);
    const isWhole = x.ndim === axes.length + 2 && this.size.every((length) => length === 1);
    return isWhole ? x.mean(axes, { keepDims: true }) : super.compute(x);
  }

  /** Not as a product with a matrix, in which an infinity would reach every part, because 0 · ∞ is NaN. */
  protected reduce(part: Tensor, axis: number): Tensor {
    return part.mean(axis, { keepDims: true });
  }
}
