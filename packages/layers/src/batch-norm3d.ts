import { BatchNorm, type BatchNormOptions } from "./batch-norm.ts";
import type { Floating } from "./shape-function.ts";

/**
 * Normalises each channel over the batch, depth, height and width: `y = (x − mean) / √(variance + eps) · weight + bias`.
 *
 * Takes and gives `[N, C, D, H, W]`. Otherwise as `BatchNorm1d`.
 *
 * Source: Ioffe and Szegedy 2015.
 *
 * @throws A `ShapeError` if the channels differ, or while training if there is only one value for each channel.
 *
 * ```ts
 * import { BatchNorm3d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * const norm = new BatchNorm3d(3);
 * norm.forward(ones([2, 3, 4, 8, 8])).shape; // => [2, 3, 4, 8, 8]
 * ```
 */
export class BatchNorm3d<
  const C extends number = number,
  D extends Floating = Floating,
> extends BatchNorm<"BatchNorm3d", C, 5, D> {
  constructor(channels: C, options: BatchNormOptions<D> = {}) {
    super("BatchNorm3d", [5], channels, options);
  }
}
