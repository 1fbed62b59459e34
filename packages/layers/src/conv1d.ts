import type { shapes } from "@chainrule/tensor";
import { Convolution, type ConvolutionOptions } from "./convolution.ts";
import type { ConvolutionShape } from "./shapes/images.ts";
import type { CheckGroups, CheckSame } from "./shapes/options.ts";

/** What `Conv1d` takes besides its sizes. */
export interface Conv1dOptions extends ConvolutionOptions {
  /** How far the kernel moves; 1. */
  readonly stride?: number;
  /** Elements on both sides, or `"same"`: as many as keep the length, with the odd one at the end (only with a stride of 1); `"valid"`: none; 0. */
  readonly padding?: number | "same" | "valid";
  /** The distance between the kernel's elements; 1. */
  readonly dilation?: number;
}

/**
 * Convolution of sequences: `Conv2d` with one spatial axis.
 *
 * Takes `[N, in, L]`, gives `[N, out, L']` with `L' = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1`. `weight` is
 * `[out, in/groups, kernel]`, `bias` `[out]`.
 *
 * As PyTorch's `Conv1d`.
 *
 * @throws A `ShapeError` if the input does not have three axes, has other channels, or is smaller than the kernel.
 *
 * ```ts
 * import { Conv1d } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * new Conv1d(2, 4, 3, { stride: 2 }).forward(ones([1, 2, 9])).shape; // => [1, 4, 4]
 * ```
 */
export class Conv1d<
  const I extends number = number,
  const O extends number = number,
  const K extends number = number,
  const P extends Conv1dOptions = object,
> extends Convolution<ConvolutionShape<1, I, O, K, P>, P> {
  constructor(
    inputs: I,
    outputs: O,
    kernelSize: K,
    options?: P &
      shapes.KnownOptions<P, Conv1dOptions> &
      CheckGroups<"Conv1d", I, O, P> &
      CheckSame<"Conv1d", P>,
  ) {
    super("Conv1d", 1, inputs, outputs, kernelSize, options ?? {});
  }
}
