import type { shapes } from "@chainrule/tensor";
import { AveragePooling, type AveragePoolingOptions } from "./average-pooling.ts";
import type { PoolingShape } from "./shapes/images.ts";
import type { CheckPadding } from "./shapes/options.ts";
import type { PerAxis } from "./spatial.ts";

/** What `AveragePool2d` takes besides the size of its window. */
export type AveragePool2dOptions = AveragePoolingOptions<PerAxis<readonly [number, number]>>;

/**
 * The mean of each window. Padding is zeros, which count unless `countIncludePad` is false.
 *
 * Takes `[N, C, H, W]`, gives `[N, C, H', W']` with `H' = ⌊(H + 2·padding − size) / stride⌋ + 1`.
 *
 * As PyTorch's `AvgPool2d`.
 *
 * @throws A `ShapeError` if the input does not have four axes, or no window fits into it.
 *
 * ```ts
 * import { AveragePool2d } from "@chainrule/layers";
 *
 * new AveragePool2d(2).forward([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]); // => [[[[2.5, 6.5]]]]
 * ```
 */
export class AveragePool2d<
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
  const P extends AveragePool2dOptions = object,
> extends AveragePooling<PoolingShape<2, K, P>> {
  constructor(
    size: K,
    options?: P &
      shapes.KnownOptions<P, AveragePool2dOptions> &
      CheckPadding<"AveragePool2d", K, P>,
  ) {
    super("AveragePool2d", 2, size, options ?? {});
  }
}
