import type { Tensor } from "@chainrule/tensor";
import { gather } from "@chainrule/tensor/functional";
import { AdaptivePooling } from "./adaptive-pooling.ts";
import type { ShapeFunction } from "./shape-function.ts";

/** A layer that gives the largest element of each part: what `AdaptiveMaxPool1d`, `AdaptiveMaxPool2d` and `AdaptiveMaxPool3d` are. */
export abstract class AdaptiveMaxPooling<out F extends ShapeFunction> extends AdaptivePooling<
  F,
  "bool"
> {
  protected reduce(part: Tensor, axis: number): Tensor {
    return gather(part, part.argmax(axis, { keepDims: true }), axis);
  }
}
