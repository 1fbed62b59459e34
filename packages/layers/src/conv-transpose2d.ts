import type { shapes } from "@chainrule/tensor";
import { ConvolutionTranspose, type ConvolutionTransposeOptions } from "./convolution-transpose.ts";
import type { ConvolutionTransposeShape } from "./shapes/images.ts";
import type { CheckGroups, CheckOutputPadding } from "./shapes/options.ts";
import type { PerAxis } from "./spatial.ts";

/** What `ConvTranspose2d` takes besides its sizes: those of the `Conv2d` that it is the transpose of. */
export type ConvTranspose2dOptions = ConvolutionTransposeOptions<
  PerAxis<readonly [number, number]>
>;

/**
 * The transpose of `Conv2d`, which makes images larger: every element of the input adds a kernel to the output.
 *
 * Takes `[N, in, H, W]`, gives `[N, out, H', W']` with `H' = (H − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1`. `weight`
 * is `[in, out/groups, kernel, kernel]`, `bias` `[out]`.
 *
 * As PyTorch's `ConvTranspose2d`.
 *
 * @throws A `ShapeError` if the input does not have four axes or has other channels, or the padding leaves nothing of the output.
 *
 * ```ts
 * import { ConvTranspose2d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * new ConvTranspose2d(8, 1, 2, { stride: 2 }).forward(ones([1, 8, 7, 7])).shape; // => [1, 1, 14, 14]
 * ```
 */
export class ConvTranspose2d<
  const I extends number = number,
  const O extends number = number,
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
  const P extends ConvTranspose2dOptions = object,
> extends ConvolutionTranspose<ConvolutionTransposeShape<2, I, O, K, P>, P> {
  constructor(
    inputs: I,
    outputs: O,
    kernelSize: K,
    options?: P &
      shapes.KnownOptions<P, ConvTranspose2dOptions> &
      CheckGroups<"ConvTranspose2d", I, O, P> &
      CheckOutputPadding<"ConvTranspose2d", P>,
  ) {
    super("ConvTranspose2d", 2, inputs, outputs, kernelSize, options ?? {});
  }
}
