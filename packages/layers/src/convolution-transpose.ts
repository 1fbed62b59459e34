import { checkNames, printShape, shapeError } from "@chainrule/graph";
import { convolve, type Generator, Parameter, type Tensor } from "@chainrule/tensor";
import { filtersOf } from "./filters.ts";
import type { Initializer } from "./initializers.ts";
import { Layer } from "./layer.ts";
import type { DTypeIn, Floating, ShapeFunction } from "./shape-function.ts";
import {
  checkedCount,
  checkGroups,
  perAxis,
  type PerAxis,
  printOptions,
  printPerAxis,
} from "./spatial.ts";

/** What transposes of convolutions take besides their sizes: those of the convolution. */
export interface ConvolutionTransposeOptions<A extends PerAxis = PerAxis> {
  /** How far apart the elements of the input are put; 1. */
  readonly stride?: A;
  /** How much is cut off on both sides; 0. */
  readonly padding?: A;
  /** How much is kept of what lies beyond the end, less than the stride; 0. */
  readonly outputPadding?: A;
  /** The distance between the kernel's elements; 1. */
  readonly dilation?: A;
  /** Into how many groups the channels fall; 1. */
  readonly groups?: number;
  /** Whether to add a bias; true. */
  readonly bias?: boolean;
  /** The first weight; as PyTorch's default, evenly in `±1/√(out/groups·elements of the kernel)`. */
  readonly initializer?: Initializer;
  /** The first bias; as PyTorch's default, evenly in `±1/√(out/groups·elements of the kernel)`. */
  readonly biasInitializer?: Initializer;
  /** Draws the first values; the default generator if absent. */
  readonly generator?: Generator | undefined;
  /** The dtype of weight and bias; float32. */
  readonly dtype?: Floating;
}

/** The transpose of a convolution over any number of spatial axes: what `ConvTranspose1d`, `ConvTranspose2d` and `ConvTranspose3d` are. */
export abstract class ConvolutionTranspose<out F extends ShapeFunction, out P> extends Layer<
  F,
  DTypeIn<P>
> {
  /** `[in, out/groups, …kernel]`. */
  readonly weight: Parameter;
  /** `[out]`. */
  readonly bias: Parameter | null;
  private readonly name: string;
  private readonly stride: readonly number[];
  private readonly padding: readonly number[];
  private readonly outputPadding: readonly number[];
  private readonly dilation: readonly number[];
  private readonly groups: number;

  protected constructor(
    name: string,
    axes: number,
    inputs: number,
    outputs: number,
    kernelSize: PerAxis,
    options: ConvolutionTransposeOptions,
  ) {
    super();
    checkNames(name, options, {
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
    this.name = name;
    const kernel = perAxis(name, "the kernel size", kernelSize, axes, 1);
    this.stride = perAxis(name, "the stride", options.stride ?? 1, axes, 1);
    this.padding = perAxis(name, "the padding", options.padding ?? 0, axes, 0);
    this.dilation = perAxis(name, "the dilation", options.dilation ?? 1, axes, 1);
    this.outputPadding = perAxis(name, "the output padding", options.outputPadding ?? 0, axes, 0);
    const groups = checkedCount(name, "the number of groups", options.groups ?? 1);
    this.groups = groups;
    if (this.outputPadding.some((n, i) => n >= Math.max(this.stride[i]!, this.dilation[i]!))) {
      throw shapeError(
        name,
        `the output padding must be less than the stride or the dilation; got ${printPerAxis(this.outputPadding)}.`,
      );
    }
    checkGroups(name, groups, inputs, outputs);
    const shape = [inputs, outputs / groups, ...kernel];
    const { weight, bias } = filtersOf(shape, outputs, options);
    this.weight = weight;
    this.bias = bias;
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
    return `${this.name}(${inputs}, ${perGroup! * this.groups}, ${printPerAxis(kernel)}${options}${noBias})`;
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
    if (y.shape.includes(0, 2)) {
      throw shapeError(
        "forward",
        `the padding must leave something of the output; got ${printShape(x.shape)} for padding ${printPerAxis(this.padding)}.`,
      );
    }
    return this.bias === null ? y : y.add(this.bias.reshape([-1, ...kernel.map(() => 1)]));
  }

  /** The weight as `convolve` takes it: `[out, in/groups, …kernel]`. */
  private kernel(): Tensor {
    const { groups } = this;
    const [inputs, perGroup, ...kernel] = this.weight.shape;
    return (this.weight as Tensor)
      .reshape([groups, inputs! / groups, perGroup!, ...kernel])
      .permute([0, 2, 1, ...kernel.map((_, i) => i + 3)])
      .reshape([groups * perGroup!, inputs! / groups, ...kernel]);
  }
}
