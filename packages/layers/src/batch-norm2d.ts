import { BatchNorm, type BatchNormOptions } from "./batch-norm.ts";
import type { Floating } from "./shape-function.ts";

/**
 * Normalises each channel over the batch, height and width: `y = (x − mean) / √(variance + eps) · weight + bias`.
 *
 * Takes and gives `[N, C, H, W]`. Otherwise as `BatchNorm1d`.
 *
 * Source: Ioffe and Szegedy 2015.
 *
 * @throws A `ShapeError` if the channels differ, or while training if there is only one value for each channel.
 *
 * ```ts
 * import { BatchNorm2d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * const norm = new BatchNorm2d(3);
 * norm.forward(ones([4, 3, 8, 8])).shape; // => [4, 3, 8, 8]
 * ```
 */
export class BatchNorm2d<
  const C extends number = number,
  D extends Floating = Floating,
> extends BatchNorm<"BatchNorm2d", C, 4, D> {
  constructor(channels: C, options: BatchNormOptions<D> = {}) {
    super("BatchNorm2d", [4], channels, options);
  }
}
