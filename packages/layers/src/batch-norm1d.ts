import { BatchNorm, type BatchNormOptions } from "./batch-norm.ts";
import type { Floating } from "./shape-function.ts";

/**
 * Normalises each channel over the batch (and the length): `y = (x − mean) / √(variance + eps) · weight + bias`.
 *
 * Takes and gives `[N, C]` or `[N, C, L]`. While training, mean and (biased) variance are those of the batch, and the running statistics
 * move towards them: `running = (1 − momentum)·running + momentum·new`, with the unbiased variance, as PyTorch does. While evaluating, the
 * running statistics are used.
 *
 * Source: Ioffe and Szegedy 2015.
 *
 * @throws A `ShapeError` if the channels differ, or while training if there is only one value for each channel.
 *
 * ```ts
 * import { BatchNorm1d } from "@chainrule/layers";
 *
 * const norm = new BatchNorm1d(2);
 * norm.forward([[1, 10], [3, 30]]); // => ≈ [[-1, -1], [1, 1]]
 * norm.runningMean?.toArray(); // => ≈ [0.2, 2]
 * ```
 */
export class BatchNorm1d<
  const C extends number = number,
  D extends Floating = Floating,
> extends BatchNorm<"BatchNorm1d", C, 2 | 3, D> {
  constructor(channels: C, options: BatchNormOptions<D> = {}) {
    super("BatchNorm1d", [2, 3], channels, options);
  }
}
