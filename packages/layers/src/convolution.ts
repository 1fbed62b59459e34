import { checkNames, checkOneOf, printShape, shapeError } from "@chainrule/graph";
import { convolve, type Generator, Parameter, type Tensor } from "@chainrule/tensor";
import { pad } from "@chainrule/tensor/functional";
import { filtersOf } from "./filters.ts";
import type { Initializer } from "./initializers.ts";
import { Layer } from "./layer.ts";
import type { Floating, DTypeIn, ShapeFunction } from "./shape-function.ts";
import {
  checkedCount,
  checkGroups,
  perAxis,
  type PerAxis,
  printOptions,
  printPerAxis,
  type Sides,
} from "./spatial.ts";

/** What convolution layers take besides their sizes. */
export interface ConvolutionOptions {
  /** How far the kernel moves; 1. */
  readonly stride?: PerAxis;
  /** Elements on both sides, or `"same"`: as many as keep the size, with the odd one at the end (only with a stride of 1); `"valid"`: none; 0. */
  readonly padding?: PerAxis | "same" | "valid";
  /** What the elements of the padding are: zeros, a mirror image, the edge element, or those of the other end; `"zeros"`. */
  readonly paddingMode?: PaddingMode;
  /** The distance between the kernel's elements; 1. */
  readonly dilation?: PerAxis;
  /** Into how many groups the channels fall, each convolved alone; 1. As many as input channels: depthwise. */
  readonly groups?: number;
  /** Whether to add a bias; true. */
  readonly bias?: boolean;
  /** The first weight; as PyTorch's default, evenly in `±1/√fanIn`. */
  readonly initializer?: Initializer;
  /** The first bias; as PyTorch's default, evenly in `±1/√fanIn`. */
  readonly biasInitializer?: Initializer;
  /** Draws the first values; the default generator if absent. */
  readonly generator?: Generator | undefined;
  /** The dtype of weight and bias; float32. */
  readonly dtype?: Floating;
}

/** What stands around an input, in PyTorch's words. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

/** The same in the words of `pad`. */
const modes: Readonly<Record<Exclude<PaddingMode, "zeros">, "reflect" | "edge" | "wrap">> = {
  reflect: "reflect",
  replicate: "edge",
  circular: "wrap",
};

/** The sizes of a convolution, checked, one number for each spatial axis. */
interface Geometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly Sides[];
  readonly dilations: readonly number[];
  readonly groups: number;
}

function geometry(
  name: string,
  axes: number,
  kernelSize: PerAxis,
  options: ConvolutionOptions,
): Geometry {
  const kernel = perAxis(name, "the kernel size", kernelSize, axes, 1);
  const strides = perAxis(name, "the stride", options.stride ?? 1, axes, 1);
  const dilations = perAxis(name, "the dilation", options.dilation ?? 1, axes, 1);
  const groups = checkedCount(name, "the number of groups", options.groups ?? 1);
  const given = options.padding === "valid" ? 0 : (options.padding ?? 0);
  const isSame = given === "same";
  if (isSame && strides.some((stride) => stride !== 1)) {
    throw shapeError(name, `padding "same" needs a stride of 1; got ${printPerAxis(strides)}.`);
  }
  const padding = isSame
    ? kernel.map((size, i): Sides => {
        const total = dilations[i]! * (size - 1);
        return [Math.floor(total / 2), Math.ceil(total / 2)];
      })
    : perAxis(name, "the padding", given, axes, 0).map((n): Sides => [n, n]);
  return { kernel, strides, padding, dilations, groups };
}

/** A convolution over any number of spatial axes: what `Conv1d`, `Conv2d` and `Conv3d` are. */
export abstract class Convolution<out F extends ShapeFunction, out P> extends Layer<F, DTypeIn<P>> {
  /** `[out, in/groups, …kernel]`. */
  readonly weight: Parameter;
  /** `[out]`. */
  readonly bias: Parameter | null;
  private readonly geometry: Geometry;
  private readonly paddingMode: PaddingMode;
  private readonly description: string;

  protected constructor(
    name: string,
    axes: number,
    inputs: number,
    outputs: number,
    kernelSize: PerAxis,
    options: ConvolutionOptions,
  ) {
    super();
    checkNames(name, options, {
      stride: 0,
      padding: 0,
      paddingMode: 0,
      dilation: 0,
      groups: 0,
      bias: 0,
      initializer: 0,
      biasInitializer: 0,
      generator: 0,
      dtype: 0,
    });
    this.geometry = geometry(name, axes, kernelSize, options);
    this.paddingMode = options.paddingMode ?? "zeros";
    checkOneOf(name, "paddingMode", this.paddingMode, ["zeros", ...Object.keys(modes)]);
    const { kernel, strides, padding, dilations, groups } = this.geometry;
    checkGroups(name, groups, inputs, outputs);
    const shape = [outputs, inputs / groups, ...kernel];
    const { weight, bias } = filtersOf(shape, outputs, options);
    this.weight = weight;
    this.bias = bias;
    const printed = printOptions({
      stride: [strides, 1],
      padding: [padding.map(([low]) => low), 0],
      dilation: [dilations, 1],
      groups: [[groups], 1],
    });
    const mode = this.paddingMode === "zeros" ? "" : `, ${this.paddingMode}`;
    const noBias = bias === null ? ", no bias" : "";
    this.description = `${name}(${inputs}, ${outputs}, ${printPerAxis(kernel)}${printed}${mode}${noBias})`;
  }

  override describe(): string {
    return this.description;
  }

  protected compute(x: Tensor): Tensor {
    const { kernel, strides, padding, dilations, groups } = this.geometry;
    const { paddingMode } = this;
    const isPadded = paddingMode !== "zeros" && x.ndim === padding.length + 2;
    const grown = isPadded ? pad(x, [[0, 0], [0, 0], ...padding], { mode: modes[paddingMode] }) : x;
    const y = convolve(grown, this.weight, {
      strides,
      padding: isPadded ? 0 : padding,
      kernelDilation: dilations,
      groups,
    });
    if (y.shape.includes(0, 2)) {
      throw shapeError(
        "forward",
        `the kernel must fit into the input with its padding; got ${printShape(x.shape)} for kernel ${printPerAxis(kernel)}.`,
      );
    }
    return this.bias === null ? y : y.add(this.bias.reshape([-1, ...kernel.map(() => 1)]));
  }
}
