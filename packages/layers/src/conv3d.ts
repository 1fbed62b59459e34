import type { shapes } from "@chainrule/tensor";
import { Convolution, type ConvolutionOptions } from "./convolution.ts";
import type { ConvolutionShape } from "./shapes/images.ts";
import type { CheckGroups, CheckSame } from "./shapes/options.ts";
import type { PerAxis } from "./spatial.ts";

/** What `Conv3d` takes besides its sizes. */
export interface Conv3dOptions extends ConvolutionOptions {
  /** How far the kernel moves, in depth, height and width; 1. */
  readonly stride?: PerAxis<readonly [number, number, number]>;
  /** Elements on both sides of depth, height and width, or `"same"`: as many as keep the size, with the odd one at the end (only with a stride of 1); `"valid"`: none; 0. */
  readonly padding?: PerAxis<readonly [number, number, number]> | "same" | "valid";
  /** The distance between the kernel's elements; 1. */
  readonly dilation?: PerAxis<readonly [number, number, number]>;
}

/**
 * Convolution of volumes, such as scans, or of videos, whose depth is time: `Conv2d` with three spatial axes.
 *
 * Takes `[N, in, D, H, W]`, gives `[N, out, D', H', W']` with `D' = ⌊(D + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1`. `weight` is
 * `[out, in/groups, kernel, kernel, kernel]`, `bias` `[out]`.
 *
 * As PyTorch's `Conv3d`.
 *
 * @throws A `ShapeError` if the input does not have five axes, has other channels, or is smaller than the kernel.
 *
 * ```ts
 * import { Conv3d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * const layer = new Conv3d(1, 4, [3, 5, 5], { padding: [1, 2, 2] });
 * layer.forward(ones([2, 1, 6, 8, 8])).shape; // => [2, 4, 6, 8, 8]
 * ```
 */
export class Conv3d<
  const I extends number = number,
  const O extends number = number,
  const K extends PerAxis<readonly [number, number, number]> = PerAxis<
    readonly [number, number, number]
  >,
  const P extends Conv3dOptions = object,
> extends Convolution<ConvolutionShape<3, I, O, K, P>, P> {
  constructor(
    inputs: I,
    outputs: O,
    kernelSize: K,
    options?: P &
      shapes.KnownOptions<P, Conv3dOptions> &
      CheckGroups<"Conv3d", I, O, P> &
      CheckSame<"Conv3d", P>,
  ) {
    super("Conv3d", 3, inputs, outputs, kernelSize, options ?? {});
  }
}
