import type { shapes } from "@chainrule/tensor";
import { AveragePooling, type AveragePoolingOptions } from "./average-pooling.ts";
import type { PoolingShape } from "./shapes/images.ts";
import type { CheckPadding } from "./shapes/options.ts";
import type { PerAxis } from "./spatial.ts";

/** What `AveragePool3d` takes besides the size of its window. */
export type AveragePool3dOptions = AveragePoolingOptions<
  PerAxis<readonly [number, number, number]>
>;

/**
 * The mean of each window of volumes: `AveragePool2d` with three spatial axes. Padding is zeros, which count unless `countIncludePad` is false.
 *
 * Takes `[N, C, D, H, W]`, gives `[N, C, D', H', W']` with `D' = ⌊(D + 2·padding − size) / stride⌋ + 1`.
 *
 * As PyTorch's `AvgPool3d`.
 *
 * @throws A `ShapeError` if the input does not have five axes, or no window fits into it.
 *
 * ```ts
 * import { AveragePool3d } from "@chainrule/layers";
 *
 * new AveragePool3d([2, 1, 2]).forward([[[[[1, 2, 5, 6]], [[3, 4, 7, 8]]]]]); // => [[[[[2.5, 6.5]]]]]
 * ```
 */
export class AveragePool3d<
  const K extends PerAxis<readonly [number, number, number]> = PerAxis<
    readonly [number, number, number]
  >,
  const P extends AveragePool3dOptions = object,
> extends AveragePooling<PoolingShape<3, K, P>> {
  constructor(
    size: K,
    options?: P &
      shapes.KnownOptions<P, AveragePool3dOptions> &
      CheckPadding<"AveragePool3d", K, P>,
  ) {
    super("AveragePool3d", 3, size, options ?? {});
  }
}
