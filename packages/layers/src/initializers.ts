import { checkNames, checkOneOf, printShape, shapeError } from "@chainrule/graph";
import { full, type Generator, rand, randn, type Shape, type Tensor } from "@chainrule/tensor";
import type { Floating } from "./shape-function.ts";

/** Makes the first value of a parameter. */
export type Initializer = (
  shape: Shape,
  options?: { readonly dtype?: Floating; readonly generator?: Generator | undefined },
) => Tensor;

/** How many inputs feed one output of a weight, and how many outputs one input feeds. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/**
 * The fans of a weight: of `[in, out]` these two; of a convolution's `[out, in, …kernel]` both times the size of the kernel.
 *
 * @throws A `ShapeError` if the shape has fewer than two axes.
 *
 * ```ts
 * import { fansOf } from "@chainrule/layers";
 *
 * fansOf([784, 128]); // => { fanIn: 784, fanOut: 128 }
 * fansOf([16, 8, 3, 3]); // => { fanIn: 72, fanOut: 144 }
 * ```
 */
export function fansOf(shape: Shape): Fans {
  const [first, second, ...kernel] = shape;
  if (first === undefined || second === undefined) {
    throw shapeError("initializer", `a weight needs at least two axes; got ${printShape(shape)}.`);
  }
  if (shape.length === 2) return { fanIn: first, fanOut: second };
  const size = kernel.reduce((product, length) => product * length, 1);
  return { fanIn: second * size, fanOut: first * size };
}

/** What the He initialisers take. */
export interface HeOptions {
  /** Which fan keeps its variance: of the values forward (`"fanIn"`, the default) or of the gradients backward. */
  readonly mode?: "fanIn" | "fanOut";
  /** The slope of a leaky ReLU below 0; 0 is ReLU's. */
  readonly negativeSlope?: number;
  /** Draws the numbers; the default generator if absent. */
  readonly generator?: Generator | undefined;
}

/** What the Xavier initialisers take. */
export interface XavierOptions {
  /** A factor on the standard deviation: 1, 5/3 for tanh. */
  readonly gain?: number;
  /** Draws the numbers; the default generator if absent. */
  readonly generator?: Generator | undefined;
}

type Spread = (shape: Shape) => number;

/** Numbers around 0 with the standard deviation that `spread` says. */
function normalOf(spread: Spread, own: Generator | undefined): Initializer {
  return (shape, { dtype = "float32", generator = own } = {}) =>
    randn(shape, { dtype, generator }).mul(spread(shape));
}

/** Numbers evenly in ±√3 times the standard deviation that `spread` says. */
function uniformOf(spread: Spread, own: Generator | undefined): Initializer {
  return (shape, { dtype = "float32", generator = own } = {}) => {
    const bound = Math.sqrt(3) * spread(shape);
    return rand(shape, { dtype, generator })
      .mul(2 * bound)
      .sub(bound);
  };
}

function he(name: string, options: HeOptions): Spread {
  checkNames(name, options, { mode: 0, negativeSlope: 0, generator: 0 });
  const { mode = "fanIn", negativeSlope = 0 } = options;
  checkOneOf(name, "the mode", mode, ["fanIn", "fanOut"]);
  return (shape) => Math.sqrt(2 / (1 + negativeSlope ** 2) / fansOf(shape)[mode]);
}

function xavier(name: string, options: XavierOptions): Spread {
  checkNames(name, options, { gain: 0, generator: 0 });
  const { gain = 1 } = options;
  return (shape) => {
    const { fanIn, fanOut } = fansOf(shape);
    return gain * Math.sqrt(2 / (fanIn + fanOut));
  };
}

/**
 * Normal numbers with standard deviation `√(2 / ((1 + slope²)·fan))`, for layers before a ReLU.
 *
 * Source: He et al. 2015, "Delving deep into rectifiers"; PyTorch's `kaiming_normal_`.
 *
 * @throws When it is used: a `ShapeError` if the weight has fewer than two axes.
 *
 * ```ts
 * import { Affine, heNormal } from "@chainrule/layers";
 *
 * new Affine(784, 128, { initializer: heNormal() });
 * ```
 */
export function heNormal(options: HeOptions = {}): Initializer {
  return normalOf(he("heNormal", options), options.generator);
}

/**
 * As `heNormal`, but evenly in `±√(6 / ((1 + slope²)·fan))`. PyTorch's `kaiming_uniform_`.
 *
 * @throws When it is used: a `ShapeError` if the weight has fewer than two axes.
 *
 * ```ts
 * import { Affine, heUniform } from "@chainrule/layers";
 *
 * const { weight } = new Affine(600, 10, { initializer: heUniform() });
 * weight.abs().max().item() <= 0.1; // => true
 * ```
 */
export function heUniform(options: HeOptions = {}): Initializer {
  return uniformOf(he("heUniform", options), options.generator);
}

/**
 * Normal numbers with standard deviation `gain·√(2 / (fanIn + fanOut))`, for layers before a sigmoid or tanh.
 *
 * Source: Glorot and Bengio 2010; PyTorch's `xavier_normal_`.
 *
 * @throws When it is used: a `ShapeError` if the weight has fewer than two axes.
 *
 * ```ts
 * import { Affine, xavierNormal } from "@chainrule/layers";
 *
 * new Affine(784, 128, { initializer: xavierNormal({ gain: 5 / 3 }) });
 * ```
 */
export function xavierNormal(options: XavierOptions = {}): Initializer {
  return normalOf(xavier("xavierNormal", options), options.generator);
}

/**
 * As `xavierNormal`, but evenly in `±gain·√(6 / (fanIn + fanOut))`. PyTorch's `xavier_uniform_`.
 *
 * @throws When it is used: a `ShapeError` if the weight has fewer than two axes.
 *
 * ```ts
 * import { Affine, xavierUniform } from "@chainrule/layers";
 *
 * const { weight } = new Affine(400, 200, { initializer: xavierUniform() });
 * weight.abs().max().item() <= 0.1; // => true
 * ```
 */
export function xavierUniform(options: XavierOptions = {}): Initializer {
  return uniformOf(xavier("xavierUniform", options), options.generator);
}

/**
 * Normal numbers of a given mean (0) and standard deviation (1). PyTorch's `normal_`.
 *
 * ```ts
 * import { Affine, normal } from "@chainrule/layers";
 *
 * const { weight } = new Affine(100, 100, { initializer: normal({ std: 0.02 }) });
 * Math.abs(weight.std().item() - 0.02) < 0.001; // => true
 * ```
 */
export function normal(
  options: {
    readonly mean?: number;
    readonly std?: number;
    readonly generator?: Generator | undefined;
  } = {},
): Initializer {
  checkNames("normal", options, { mean: 0, std: 0, generator: 0 });
  const { mean = 0, std = 1 } = options;
  const draw = normalOf(() => std, options.generator);
  return (shape, given) => (mean === 0 ? draw(shape, given) : draw(shape, given).add(mean));
}

/**
 * Numbers evenly in `[low, high)`. PyTorch's `uniform_`.
 *
 * ```ts
 * import { Affine, uniform } from "@chainrule/layers";
 *
 * const { weight } = new Affine(4, 3, { initializer: uniform(2, 3) });
 * weight.min().item() >= 2; // => true
 * ```
 */
export function uniform(
  low: number,
  high: number,
  options: { readonly generator?: Generator | undefined } = {},
): Initializer {
  checkNames("uniform", options, { generator: 0 });
  return (shape, { dtype = "float32", generator = options.generator } = {}) =>
    rand(shape, { dtype, generator })
      .mul(high - low)
      .add(low);
}

/**
 * The same number everywhere. PyTorch's `constant_`.
 *
 * ```ts
 * import { Affine, constantly } from "@chainrule/layers";
 *
 * new Affine(2, 2, { biasInitializer: constantly(1) }).bias!; // => [1, 1]
 * ```
 */
export function constantly(value: number): Initializer {
  return (shape, { dtype = "float32" } = {}) => full(shape, value, { dtype });
}

/**
 * PyTorch's default for affine and convolution layers, weight and bias: evenly in `±1/√fanIn`, with the fan of the weight; 0 where that is 0. It is
 * `heUniform({ negativeSlope: √5 })`.
 *
 * @throws When it is used: a `ShapeError` if the weight has fewer than two axes.
 *
 * ```ts
 * import { Affine, uniformByFan } from "@chainrule/layers";
 *
 * const { weight } = new Affine(100, 10, { initializer: uniformByFan() });
 * weight.abs().max().item() <= 0.1; // => true
 * ```
 */
export function uniformByFan(fanIn?: number): Initializer {
  return uniformOf((shape) => {
    const fan = fanIn ?? fansOf(shape).fanIn;
    return fan === 0 ? 0 : 1 / Math.sqrt(3 * fan);
  }, undefined);
}
