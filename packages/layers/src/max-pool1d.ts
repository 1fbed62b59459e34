import type { shapes } from "@chainrule/tensor";
import { MaxPooling, type MaxPoolingOptions } from "./max-pooling.ts";
import type { PoolingShape } from "./shapes/images.ts";
import type { CheckPadding } from "./shapes/options.ts";

/** What `MaxPool1d` takes besides the size of its window. */
export type MaxPool1dOptions = MaxPoolingOptions<number>;

/**
 * The largest element of each window of sequences: `MaxPool2d` with one spatial axis. The gradient goes to the first of several largest elements; NaN wins.
 *
 * Takes `[N, C, L]`, gives `[N, C, L']` with `L' = ⌊(L + 2·padding − dilation·(size − 1) − 1) / stride⌋ + 1`.
 *
 * As PyTorch's `MaxPool1d`.
 *
 * @throws A `ShapeError` if the input does not have three axes, or no window fits into it.
 *
 * ```ts
 * import { MaxPool1d } from "@chainrule/layers";
 *
 * new MaxPool1d(2).forward([[[1, 5, 2, 3]]]); // => [[[5, 3]]]
 * ```
 */
export class MaxPool1d<
  const K extends number = number,
  const P extends MaxPool1dOptions = object,
> extends MaxPooling<PoolingShape<1, K, P>> {
  constructor(
    size: K,
    options?: P & shapes.KnownOptions<P, MaxPool1dOptions> & CheckPadding<"MaxPool1d", K, P>,
  ) {
    super("MaxPool1d", 1, size, options ?? {});
  }
}
