import type { Tensor } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { ShapeFunction } from "./shape-function.ts";
import { checkRank } from "./spatial.ts";

/** The mean of each channel: what `GlobalAveragePool1d`, `GlobalAveragePool2d` and `GlobalAveragePool3d` are. */
export abstract class GlobalAveragePooling<out F extends ShapeFunction> extends Layer<
  F,
  "float32"
> {
  private readonly axes: number;

  protected constructor(axes: number) {
    super();
    this.axes = axes;
  }

  override describe(): string {
    return `GlobalAveragePool${this.axes}d()`;
  }

  protected compute(x: Tensor): Tensor {
    checkRank(x, this.axes);
    return x.mean(x.shape.slice(2).map((_, i) => i + 2));
  }
}
