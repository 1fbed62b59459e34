import type { shapes } from "@chainrule/tensor";
import { Convolution, type ConvolutionOptions } from "./convolution.ts";
import type { ConvolutionShape } from "./shapes/images.ts";
import type { CheckGroups, CheckSame } from "./shapes/options.ts";
import type { PerAxis } from "./spatial.ts";

/** What `Conv2d` takes besides its sizes. */
export interface Conv2dOptions extends ConvolutionOptions {
  /** How far the kernel moves, down and right; 1. */
  readonly stride?: PerAxis<readonly [number, number]>;
  /** Elements on both sides of height and width, or `"same"`: as many as keep the size, with the odd one at the end (only with a stride of 1); `"valid"`: none; 0. */
  readonly padding?: PerAxis<readonly [number, number]> | "same" | "valid";
  /** The distance between the kernel's elements; 1. */
  readonly dilation?: PerAxis<readonly [number, number]>;
}

/**
 * Convolution of images (cross-correlation, as everywhere in deep learning).
 *
 * `y[n, o, i, j] = b[o] + Σ_{c, u, v} x[n, c, i·stride + u·dilation − padding, j·stride + v·dilation − padding]·W[o, c, u, v]`, where `c` goes
 * over the channels of `o`'s group.
 *
 * Takes `[N, in, H, W]`, gives `[N, out, H', W']` with `H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1`. `weight` is
 * `[out, in/groups, kernel, kernel]`, `bias` `[out]`.
 *
 * Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition"; as PyTorch's `Conv2d`.
 *
 * @throws A `ShapeError` if the input does not have four axes, has other channels, or is smaller than the kernel.
 *
 * ```ts
 * import { Conv2d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * const layer = new Conv2d(1, 8, 3, { padding: 1 });
 * layer.forward(ones([2, 1, 28, 28])).shape; // => [2, 8, 28, 28]
 * ```
 */
export class Conv2d<
  const I extends number = number,
  const O extends number = number,
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
  const P extends Conv2dOptions = object,
> extends Convolution<ConvolutionShape<2, I, O, K, P>, P> {
  constructor(
    inputs: I,
    outputs: O,
    kernelSize: K,
    options?: P &
      shapes.KnownOptions<P, Conv2dOptions> &
      CheckGroups<"Conv2d", I, O, P> &
      CheckSame<"Conv2d", P>,
  ) {
    super("Conv2d", 2, inputs, outputs, kernelSize, options ?? {});
  }
}
