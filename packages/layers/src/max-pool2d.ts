import type { shapes } from "@chainrule/tensor";
import { MaxPooling, type MaxPoolingOptions } from "./max-pooling.ts";
import type { PoolingShape } from "./shapes/images.ts";
import type { CheckPadding } from "./shapes/options.ts";
import type { PerAxis } from "./spatial.ts";

/** What `MaxPool2d` takes besides the size of its window. */
export type MaxPool2dOptions = MaxPoolingOptions<PerAxis<readonly [number, number]>>;

/**
 * The largest element of each window. Padding counts as less than any element. The gradient goes to the first of several largest elements; NaN wins, as in PyTorch.
 *
 * Takes `[N, C, H, W]`, gives `[N, C, H', W']` with `H' = ⌊(H + 2·padding − dilation·(size − 1) − 1) / stride⌋ + 1`.
 *
 * @throws A `ShapeError` if the input does not have four axes, or no window fits into it.
 *
 * ```ts
 * import { MaxPool2d } from "@chainrule/layers";
 *
 * new MaxPool2d(2).forward([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]); // => [[[[4, 8]]]]
 * ```
 */
export class MaxPool2d<
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
  const P extends MaxPool2dOptions = object,
> extends MaxPooling<PoolingShape<2, K, P>> {
  constructor(
    size: K,
    options?: P & shapes.KnownOptions<P, MaxPool2dOptions> & CheckPadding<"MaxPool2d", K, P>,
  ) {
    super("MaxPool2d", 2, size, options ?? {});
  }
}
