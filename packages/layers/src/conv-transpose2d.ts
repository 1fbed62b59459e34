import { checkNames, shapeError } from "@chainrule/graph";
import { convolve, type Generator, Parameter, type shapes, type Tensor } from "@chainrule/tensor";
import { type Initializer, uniformByFan } from "./initializers.ts";
import { Layer } from "./layer.ts";
import type { DTypeIn, Floating } from "./shape-function.ts";
import type { ConvolutionTranspose2dShape } from "./shapes/images.ts";
import {
  checkedCount,
  checkGroups,
  perAxis,
  type PerAxis,
  printOptions,
  printPerAxis,
} from "./spatial.ts";

type Pair = PerAxis<readonly [number, number]>;

/** What `ConvTranspose2d` takes besides its sizes: those of the `Conv2d` that it is the transpose of. */
export interface ConvTranspose2dOptions {
  /** How far apart the elements of the input are put; 1. */
  readonly stride?: Pair;
  /** How much is cut off on both sides; 0. */
  readonly padding?: Pair;
  /** How much is kept of what lies beyond the end, less than the stride; 0. */
  readonly outputPadding?: Pair;
  /** The distance between the kernel's elements; 1. */
  readonly dilation?: Pair;
  /** Into how many groups the channels fall; 1. */
  readonly groups?: number;
  /** Whether to add a bias; true. */
  readonly bias?: boolean;
  /** The first weight; as PyTorch's default, evenly in `±1/√(out/groups·kernel²)`. */
  readonly initializer?: Initializer;
  /** The first bias; as PyTorch's default, evenly in `±1/√(out/groups·kernel²)`. */
  readonly biasInitializer?: Initializer;
  /** Draws the first values; the default generator if absent. */
  readonly generator?: Generator;
  /** The dtype of weight and bias; float32. */
  readonly dtype?: Floating;
}

/**
 * The transpose of `Conv2d`, which makes images larger: every element of the input adds a kernel to the output.
 *
 * Takes `[N, in, H, W]`, gives `[N, out, H', W']` with `H' = (H − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1`. `weight`
 * is `[in, out/groups, kernel, kernel]`, `bias` `[out]`.
 *
 * As PyTorch's `ConvTranspose2d`.
 *
 * @throws A `ShapeError` if the input has no four axes or other channels.
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
  const K extends Pair = Pair,
  const P extends ConvTranspose2dOptions = object,
> extends Layer<ConvolutionTranspose2dShape<I, O, K, P>, DTypeIn<P>> {
  /** `[in, out/groups, kernel, kernel]`. */
  readonly weight: Parameter;
  /** `[out]`. */
  readonly bias: Parameter | null;
  private readonly stride: readonly number[];
  private readonly padding: readonly number[];
  private readonly outputPadding: readonly number[];
  private readonly dilation: readonly number[];
  private readonly groups: number;

  constructor(
    inputs: I,
    outputs: O,
    kernelSize: K,
    options?: P & shapes.KnownOptions<P, ConvTranspose2dOptions>,
  ) {
    super();
    const name = "ConvTranspose2d";
    const given: ConvTranspose2dOptions = options ?? {};
    checkNames(name, given, {
      stride: 0,
      padding: 0,
      outputPadding: 0,
      dilation: 0,
      groups: 0,
      bias: 0,
      initializer: 0,
      biasInitializer: 0,
      generator: 0,
      dtype: 0,
    });
    const kernel = perAxis(name, "the kernel size", kernelSize, 2, 1);
    this.stride = perAxis(name, "the stride", given.stride ?? 1, 2, 1);
    this.padding = perAxis(name, "the padding", given.padding ?? 0, 2, 0);
    this.dilation = perAxis(name, "the dilation", given.dilation ?? 1, 2, 1);
    this.outputPadding = perAxis(name, "the output padding", given.outputPadding ?? 0, 2, 0);
    const groups = checkedCount(name, "the number of groups", given.groups ?? 1);
    this.groups = groups;
    if (this.outputPadding.some((n, i) => n >= Math.max(this.stride[i]!, this.dilation[i]!))) {
      throw shapeError(
        name,
        `the output padding must be less than the stride or the dilation; got ${printPerAxis(this.outputPadding)}.`,
      );
    }
    checkGroups(name, groups, inputs, outputs);
    const { bias = true, initializer = uniformByFan(), dtype = "float32", generator } = given;
    const shape = [inputs, outputs / groups, ...kernel];
    const { biasInitializer = uniformByFan((outputs / groups) * kernel[0]! * kernel[1]!) } = given;
    this.weight = new Parameter(initializer(shape, { dtype, generator }), { name: "weight" });
    this.bias = bias
      ? new Parameter(biasInitializer([outputs], { dtype, generator }), { name: "bias" })
      : null;
  }

  override describe(): string {
    const [inputs, perGroup, ...kernel] = this.weight.shape;
    const options = printOptions({
      stride: [this.stride, 1],
      padding: [this.padding, 0],
      "output padding": [this.outputPadding, 0],
      dilation: [this.dilation, 1],
      groups: [[this.groups], 1],
    });
    const noBias = this.bias === null ? ", no bias" : "";
    return `ConvTranspose2d(${inputs}, ${perGroup! * this.groups}, ${printPerAxis(kernel)}${options}${noBias})`;
  }

  protected compute(x: Tensor): Tensor {
    const [, , ...kernel] = this.weight.shape;
    const padding = kernel.map((size, i) => {
      const low = this.dilation[i]! * (size - 1) - this.padding[i]!;
      return [low, low + this.outputPadding[i]!] as const;
    });
    const y = convolve(x, this.kernel(), {
      inputDilation: this.stride,
      kernelDilation: this.dilation,
      padding,
      groups: this.groups,
      flip: true,
    });
    return this.bias === null ? y : y.add(this.bias.reshape([-1, 1, 1]));
  }

  /** The weight as `convolve` takes it: `[out, in/groups, …kernel]`. */
  private kernel(): Tensor {
    const { groups } = this;
    const [inputs, perGroup, ...kernel] = this.weight.shape;
    return (this.weight as Tensor)
      .reshape([groups, inputs! / groups, perGroup!, ...kernel])
      .permute([0, 2, 1, 3, 4])
      .reshape([groups * perGroup!, inputs! / groups, ...kernel]);
  }
}
