import type { shapes } from "@chainrule/tensor";
import { ConvolutionTranspose, type ConvolutionTransposeOptions } from "./convolution-transpose.ts";
import type { ConvolutionTransposeShape } from "./shapes/images.ts";
import type { CheckGroups, CheckOutputPadding } from "./shapes/options.ts";

/** What `ConvTranspose1d` takes besides its sizes: those of the `Conv1d` that it is the transpose of. */
export type ConvTranspose1dOptions = ConvolutionTransposeOptions<number>;

/**
 * The transpose of `Conv1d`, which makes sequences longer: `ConvTranspose2d` with one spatial axis.
 *
 * Takes `[N, in, L]`, gives `[N, out, L']` with `L' = (L − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1`. `weight` is
 * `[in, out/groups, kernel]`, `bias` `[out]`.
 *
 * As PyTorch's `ConvTranspose1d`.
 *
 * @throws A `ShapeError` if the input does not have three axes or has other channels, or the padding leaves nothing of the output.
 *
 * ```ts
 * import { ConvTranspose1d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * new ConvTranspose1d(8, 1, 2, { stride: 2 }).forward(ones([1, 8, 7])).shape; // => [1, 1, 14]
 * ```
 */
export class ConvTranspose1d<
  const I extends number = number,
  const O extends number = number,
  const K extends number = number,
  const P extends ConvTranspose1dOptions = object,
> extends ConvolutionTranspose<ConvolutionTransposeShape<1, I, O, K, P>, P> {
  constructor(
    inputs: I,
    outputs: O,
    kernelSize: K,
    options?: P &
      shapes.KnownOptions<P, ConvTranspose1dOptions> &
      CheckGroups<"ConvTranspose1d", I, O, P> &
      CheckOutputPadding<"ConvTranspose1d", P>,
  ) {
    super("ConvTranspose1d", 1, inputs, outputs, kernelSize, options ?? {});
  }
}
