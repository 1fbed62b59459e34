import type { shapes } from "@chainrule/tensor";
import { AveragePooling, type AveragePoolingOptions } from "./average-pooling.ts";
import type { PoolingShape } from "./shapes/images.ts";
import type { CheckPadding } from "./shapes/options.ts";

/** What `AveragePool1d` takes besides the size of its window. */
export type AveragePool1dOptions = AveragePoolingOptions<number>;

/**
 * The mean of each window of sequences: `AveragePool2d` with one spatial axis. Padding is zeros, which count unless `countIncludePad` is false.
 *
 * Takes `[N, C, L]`, gives `[N, C, L']` with `L' = ⌊(L + 2·padding − size) / stride⌋ + 1`.
 *
 * As PyTorch's `AvgPool1d`, and with its `AvgPool2d`'s `divisorOverride`.
 *
 * @throws A `ShapeError` if the input does not have three axes, or no window fits into it.
 *
 * ```ts
 * import { AveragePool1d } from "@chainrule/layers";
 *
 * new AveragePool1d(2).forward([[[1, 5, 2, 3]]]); // => [[[3, 2.5]]]
 * ```
 */
export class AveragePool1d<
  const K extends number = number,
  const P extends AveragePool1dOptions = object,
> extends AveragePooling<PoolingShape<1, K, P>> {
  constructor(
    size: K,
    options?: P &
      shapes.KnownOptions<P, AveragePool1dOptions> &
      CheckPadding<"AveragePool1d", K, P>,
  ) {
    super("AveragePool1d", 1, size, options ?? {});
  }
}
