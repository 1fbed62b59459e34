import {
  checkNames,
  type Convolution,
  Node,
  operation,
  printShape,
  type Roles,
  shapeError,
} from "@chainrule/graph";
import { type Input, pair } from "../operand.ts";
import { reshape, unsqueeze } from "./movement.ts";
import { mul } from "./elementwise.ts";

/** Vectors as in NumPy: a first one is a row, a second one a column, and the axis they gained goes again. */
export function matmul(a: Input, b: Input): Node {
  const [x, y] = pair("matmul", a, b);
  const { dtype } = x;
  const [rank, otherRank] = [x.shape.length, y.shape.length];
  if (rank >= 2 && otherRank >= 2) return Node.apply("matmul", [x, y], { dtype });
  return operation("matmul", () => {
    if (rank === 0 || otherRank === 0) {
      throw shapeError(
        "matmul",
        `inputs need at least one axis; got ${printShape(x.shape)} and ${printShape(y.shape)}.`,
      );
    }
    const k = x.shape.at(-1);
    const k2 = otherRank === 1 ? y.shape[0] : y.shape.at(-2);
    if (k !== k2) {
      throw shapeError(
        "matmul",
        `inner lengths ${k} and ${k2} differ; got ${printShape(x.shape)} and ${printShape(y.shape)}.`,
      );
    }
    const product = Node.apply(
      "matmul",
      [rank === 1 ? unsqueeze(x, 0) : x, otherRank === 1 ? unsqueeze(y, 1) : y],
      { dtype },
    );
    let shape = product.shape;
    if (otherRank === 1) shape = shape.slice(0, -1);
    if (rank === 1) shape = shape.toSpliced(otherRank === 1 ? -1 : -2, 1);
    return reshape(product, shape);
  });
}

/** As NumPy's `dot`: the sum of products along the last axis of `a` and the last but one (or only) axis of `b`. */
export function dot(a: Input, b: Input): Node {
  return operation("dot", () => {
    const [x, y] = pair("dot", a, b);
    if (x.shape.length === 0 || y.shape.length === 0) return mul(x, y);
    if (y.shape.length <= 2) return matmul(x, y);
    throw shapeError(
      "dot",
      `the second input must have at most two axes; got ${printShape(x.shape)} and ${printShape(y.shape)}; use matmul or einsum.`,
    );
  });
}

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

/** What `convolve` takes besides its input and kernel; everything has a default. */
export interface ConvolveOptions {
  /** How far the window moves; 1. */
  readonly strides?: PerAxis;
  /** Zeros around the input: one number for all sides, or for each axis a number or `[low, high]`; negative crops; 0. */
  readonly padding?: number | readonly (number | readonly [low: number, high: number])[];
  /** The distance between elements of the input; 1. */
  readonly inputDilation?: PerAxis;
  /** The distance between elements of the kernel; 1. */
  readonly kernelDilation?: PerAxis;
  /** Into how many groups the channels fall; 1. */
  readonly groups?: number;
  /** Into how many groups the batch falls; 1. */
  readonly batchGroups?: number;
  /** Whether the kernel is read backwards (a convolution in the mathematician's sense); false. */
  readonly flip?: boolean;
  /** Which axis plays which role; `[batch, channels, …spatial]` and `[out, in, …spatial]`. */
  readonly roles?: Roles;
}

/** What most convolutions have, by the number of axes: made once. */
const ones: (readonly number[])[] = [];
const straight: (readonly number[])[] = [];

type Sides = readonly [low: number, high: number];

/** One entry for each spatial axis, in a list of its own: what was given may change before anything is computed. */
function perAxis<T extends number | Sides>(
  what: string,
  given: T | readonly T[],
  spatial: number,
): T[] {
  const list = (
    typeof given === "object" ? [...given] : Array.from({ length: spatial }).fill(given)
  ) as T[];
  if (list.length !== spatial) {
    throw shapeError(
      "convolve",
      `${what} must have one entry for each of ${spatial} spatial axes; got ${JSON.stringify(list)}.`,
    );
  }
  return list;
}

/** As `perAxis`, of 1 unless something else was given. */
function numbers(what: string, given: PerAxis | undefined, spatial: number): readonly number[] {
  if (given === undefined) return (ones[spatial] ??= perAxis(what, 1, spatial));
  return perAxis(what, given, spatial);
}

/** The attributes that `options` mean for `spatial` spatial axes. */
function convolution(options: ConvolveOptions, spatial: number, dtype: Node["dtype"]): Convolution {
  const axes = (straight[spatial + 2] ??= Array.from({ length: spatial + 2 }, (_, i) => i));
  checkNames("convolve", options, {
    strides: 0,
    padding: 0,
    inputDilation: 0,
    kernelDilation: 0,
    groups: 0,
    batchGroups: 0,
    flip: 0,
    roles: 0,
  });
  return {
    strides: numbers("strides", options.strides, spatial),
    padding: perAxis<number | Sides>("padding", options.padding ?? 0, spatial).map((side): Sides =>
      typeof side === "object" ? [...side] : [side, side],
    ),
    inputDilation: numbers("input dilations", options.inputDilation, spatial),
    kernelDilation: numbers("kernel dilations", options.kernelDilation, spatial),
    groups: options.groups ?? 1,
    batchGroups: options.batchGroups ?? 1,
    flip: options.flip ?? false,
    roles: options.roles ?? { input: axes, kernel: axes, output: axes },
    dtype,
  };
}

export function convolve(input: Input, kernel: Input, options: ConvolveOptions = {}): Node {
  const [x, k] = pair("convolve", input, kernel);
  return Node.apply(
    "convolve",
    [x, k],
    convolution(options, Math.max(0, k.shape.length - 2), x.dtype),
  );
}
