import type { shapes } from "@chainrule/tensor";
import { ConvolutionTranspose, type ConvolutionTransposeOptions } from "./convolution-transpose.ts";
import type { ConvolutionTransposeShape } from "./shapes/images.ts";
import type { CheckGroups, CheckOutputPadding } from "./shapes/options.ts";
import type { PerAxis } from "./spatial.ts";

/** What `ConvTranspose3d` takes besides its sizes: those of the `Conv3d` that it is the transpose of. */
export type ConvTranspose3dOptions = ConvolutionTransposeOptions<
  PerAxis<readonly [number, number, number]>
>;

/**
 * The transpose of `Conv3d`, which makes volumes larger: `ConvTranspose2d` with three spatial axes.
 *
 * Takes `[N, in, D, H, W]`, gives `[N, out, D', H', W']` with `D' = (D − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1`. `weight`
 * is `[in, out/groups, kernel, kernel, kernel]`, `bias` `[out]`.
 *
 * As PyTorch's `ConvTranspose3d`.
 *
 * @throws A `ShapeError` if the input does not have five axes or has other channels, or the padding leaves nothing of the output.
 *
 * ```ts
 * import { ConvTranspose3d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * new ConvTranspose3d(8, 1, 2, { stride: 2 }).forward(ones([1, 8, 3, 5, 5])).shape; // => [1, 1, 6, 10, 10]
 * ```
 */
export class ConvTranspose3d<
  const I extends number = number,
  const O extends number = number,
  const K extends PerAxis<readonly [number, number, number]> = PerAxis<
    readonly [number, number, number]
  >,
  const P extends ConvTranspose3dOptions = object,
> extends ConvolutionTranspose<ConvolutionTransposeShape<3, I, O, K, P>, P> {
  constructor(
    inputs: I,
    outputs: O,
    kernelSize: K,
    options?: P &
      shapes.KnownOptions<P, ConvTranspose3dOptions> &
      CheckGroups<"ConvTranspose3d", I, O, P> &
      CheckOutputPadding<"ConvTranspose3d", P>,
  ) {
    super("ConvTranspose3d", 3, inputs, outputs, kernelSize, options ?? {});
  }
}
