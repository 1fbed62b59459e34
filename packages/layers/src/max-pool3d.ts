import type { shapes } from "@chainrule/tensor";
import { MaxPooling, type MaxPoolingOptions } from "./max-pooling.ts";
import type { PoolingShape } from "./shapes/images.ts";
import type { CheckPadding } from "./shapes/options.ts";
import type { PerAxis } from "./spatial.ts";

/** What `MaxPool3d` takes besides the size of its window. */
export type MaxPool3dOptions = MaxPoolingOptions<PerAxis<readonly [number, number, number]>>;

/**
 * The largest element of each window of volumes: `MaxPool2d` with three spatial axes. The gradient goes to the first of several largest elements; NaN wins.
 *
 * Takes `[N, C, D, H, W]`, gives `[N, C, D', H', W']` with `D' = ⌊(D + 2·padding − dilation·(size − 1) − 1) / stride⌋ + 1`.
 *
 * As PyTorch's `MaxPool3d`.
 *
 * @throws A `ShapeError` if the input does not have five axes, or no window fits into it.
 *
 * ```ts
 * import { MaxPool3d } from "@chainrule/layers";
 *
 * new MaxPool3d([2, 1, 2]).forward([[[[[1, 2, 5, 6]], [[3, 4, 7, 8]]]]]); // => [[[[[4, 8]]]]]
 * ```
 */
export class MaxPool3d<
  const K extends PerAxis<readonly [number, number, number]> = PerAxis<
    readonly [number, number, number]
  >,
  const P extends MaxPool3dOptions = object,
> extends MaxPooling<PoolingShape<3, K, P>> {
  constructor(
    size: K,
    options?: P & shapes.KnownOptions<P, MaxPool3dOptions> & CheckPadding<"MaxPool3d", K, P>,
  ) {
    super("MaxPool3d", 3, size, options ?? {});
  }
}
