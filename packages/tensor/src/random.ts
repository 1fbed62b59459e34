import {
  checkArray,
  checkFloating,
  checkLengths,
  checkNames,
  type DType,
  Node,
  operation,
  type Shape,
  sizeOf,
  Storage,
} from "@chainrule/graph";
import { asNode, cast, constant } from "./operand.ts";
import { add, cos, floor, log, mul, sqrt, sub } from "./ops/elementwise.ts";
import { type Operand, type Tensor, tensorOf } from "./tensor.ts";
import { noteDraw } from "./trace.ts";
import type { DTypeOf } from "./shapes/dtype.ts";
import type { Lengths, ShapeOf } from "./shapes/shape.ts";

/** Where a generator stands. */
export interface GeneratorState {
  readonly seed: number;
  /** How many numbers were drawn. */
  readonly offset: number;
}

function checkedCount(name: string, count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`${name}: it must be an integer from 0 to 2⁵³ − 1; got ${count}.`);
  }
  return count;
}

const lowWord = (value: number): number => value | 0;
const highWord = (value: number): number => Math.floor(value / 2 ** 32) | 0;

/**
 * A source of random numbers. They depend on the seed and on how many were drawn before, and on nothing else: Threefry-2×32 with 20
 * rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), which gives the same numbers on every engine and for
 * any number of threads. A tensor takes its place in the sequence when it is built, not when it is computed. Throws `RangeError` where
 * the seed is not a whole number from 0.
 *
 * ```ts
 * import { Generator, rand } from "@chainrule/tensor";
 *
 * const generator = new Generator(7);
 * const state = generator.state;
 * const first = rand([3], { generator }).toArray();
 * generator.state = state;
 * rand([3], { generator }).sub(first).abs().max(); // => 0
 * ```
 */
export class Generator {
  #seed: number;
  #offset = 0;

  constructor(seed: number) {
    this.#seed = checkedCount("seed", seed);
  }

  /** The seed it was started from. */
  get seed(): number {
    return this.#seed;
  }

  /** Where it stands. Set it to draw the same numbers again; throws `RangeError` where seed or offset is no whole number from 0. */
  get state(): GeneratorState {
    return { seed: this.#seed, offset: this.#offset };
  }

  set state({ seed, offset }: GeneratorState) {
    const next = checkedCount("offset", offset);
    this.#seed = checkedCount("seed", seed);
    this.#offset = next;
  }

  /** @internal Key and offset of the next `count` numbers, which are then used up. */
  draw(count: number): Node {
    const next = (): Storage => this.#next(count);
    const node = Node.leaf([4], "int32", next());
    noteDraw(node, next);
    return node;
  }

  #next(count: number): Storage {
    const [seed, offset] = [this.#seed, this.#offset];
    this.#offset += count;
    const words = [lowWord(seed), highWord(seed), lowWord(offset), highWord(offset)];
    return Storage.of("int32", Int32Array.from(words));
  }
}

let standard: Generator | undefined;

/**
 * The generator that draws where none is given. Its state is what a program saves to go on with the same numbers.
 *
 * ```ts
 * import { getGenerator, rand } from "@chainrule/tensor";
 *
 * const { state } = getGenerator();
 * const first = rand([2]).toArray();
 * getGenerator().state = state;
 * rand([2]).sub(first); // => [0, 0]
 * ```
 */
export function getGenerator(): Generator {
  return (standard ??= new Generator(0));
}

/**
 * Starts the default generator anew from `seed`; it starts from 0 otherwise. Throws `RangeError` where the seed is not a whole number
 * from 0.
 *
 * ```ts
 * import { rand, setSeed } from "@chainrule/tensor";
 *
 * setSeed(42);
 * const first = rand([2]).toArray();
 * setSeed(42);
 * rand([2]).sub(first); // => [0, 0]
 * ```
 */
export function setSeed(seed: number): void {
  getGenerator().state = { seed, offset: 0 };
}

type FloatingDType = "float32" | "float64";

/** What `rand` and `randn` take besides the shape. */
export interface RandomOptions<D extends FloatingDType = FloatingDType> {
  /** float32 by default. */
  readonly dtype?: D;
  /** The default generator by default. */
  readonly generator?: Generator | undefined;
}

export function uniform(
  shape: Shape,
  dtype: FloatingDType,
  generator: Generator = getGenerator(),
): Node {
  // Before anything is drawn.
  checkArray("random", shape);
  checkLengths("random", shape);
  checkFloating("random", dtype);
  return Node.apply("random", [generator.draw(sizeOf(shape))], { shape: [...shape], dtype });
}

/** Box and Muller's: the radius from one uniform number, the angle from another. */
function normal(shape: Shape, dtype: FloatingDType, generator?: Generator): Node {
  // 1 − u is never 0.
  const u = sub(constant(1, dtype), uniform(shape, dtype, generator));
  const radius = sqrt(mul(constant(-2, dtype), log(u)));
  const angle = mul(constant(2 * Math.PI, dtype), uniform(shape, dtype, generator));
  return mul(radius, cos(angle));
}

/** What `name` draws of `distribution`; of the dtype `usual` unless the options say otherwise. */
function drawn<S extends Shape, D extends DType>(
  name: string,
  distribution: typeof uniform,
  shape: Shape,
  usual: FloatingDType,
  options: RandomOptions | undefined,
): Tensor<S, D> {
  checkNames(name, options, { dtype: 0, generator: 0 });
  return operation(name, () =>
    tensorOf(distribution(shape, options?.dtype ?? usual, options?.generator)),
  );
}

/**
 * Random numbers from 0 up to and without 1, all equally likely.
 *
 * ```ts
 * import { rand } from "@chainrule/tensor";
 *
 * const x = rand([2, 3]);
 * x.shape; // => [2, 3]
 * x.greaterEqual(0).and(x.less(1)).all(); // => true
 * ```
 */
export function rand<const S extends readonly number[], const D extends FloatingDType = "float32">(
  shape: S,
  options?: RandomOptions<D>,
): Tensor<Lengths<S>, NoInfer<D>> {
  return drawn("rand", uniform, shape, "float32", options);
}

/**
 * Random numbers of the standard normal distribution, with mean 0 and variance 1.
 *
 * ```ts
 * import { randn } from "@chainrule/tensor";
 *
 * randn([2, 3], { dtype: "float64" }).dtype; // => "float64"
 * ```
 */
export function randn<const S extends readonly number[], const D extends FloatingDType = "float32">(
  shape: S,
  options?: RandomOptions<D>,
): Tensor<Lengths<S>, NoInfer<D>> {
  return drawn("randn", normal, shape, "float32", options);
}

/**
 * Random whole numbers from `low` up to and without `high`, all equally likely; int32 unless `dtype` says otherwise. Throws
 * `RangeError` where there is no such number.
 *
 * ```ts
 * import { randint } from "@chainrule/tensor";
 *
 * const dice = randint(1, 7, [100]);
 * dice.min().item() >= 1 && dice.max().item() <= 6; // => true
 * ```
 */
export function randint<const S extends readonly number[], const D extends DType = "int32">(
  low: number,
  high: number,
  shape: S,
  options?: { readonly dtype?: D; readonly generator?: Generator | undefined },
): Tensor<Lengths<S>, NoInfer<D>> {
  const fits = low >= -(2 ** 31) && low < high && high <= 2 ** 31;
  if (!Number.isInteger(low) || !Number.isInteger(high) || !fits) {
    throw new RangeError(
      `randint: low must be an integer below high, both of int32; got ${low} and ${high}.`,
    );
  }
  checkNames("randint", options, { dtype: 0, generator: 0 });
  return operation("randint", () => {
    // 53 random bits: the most frequent number is more frequent than the rarest by (high − low) / 2⁵³.
    const whole = floor(mul(uniform(shape, "float64", options?.generator), high - low));
    return tensorOf(cast(cast(add(whole, low), "int32"), options?.dtype ?? "int32"));
  });
}

function floatingDType(dtype: DType): FloatingDType {
  return dtype === "float64" ? "float64" : "float32";
}

type FloatingOf<O> = DTypeOf<O> extends "float64" ? "float64" : "float32";

/**
 * As `rand`, with the shape of `x`, and its dtype where that is floating.
 *
 * ```ts
 * import { randLike, zeros } from "@chainrule/tensor";
 *
 * randLike(zeros([2, 3])).shape; // => [2, 3]
 * ```
 */
export function randLike<const O extends Operand, const D extends FloatingDType = FloatingOf<O>>(
  x: O,
  options?: RandomOptions<D>,
): Tensor<ShapeOf<O>, NoInfer<D>> {
  const { shape, dtype } = asNode(x, null, "randLike");
  return drawn("randLike", uniform, shape, floatingDType(dtype), options);
}

/**
 * As `randn`, with the shape of `x`, and its dtype where that is floating.
 *
 * ```ts
 * import { randnLike, zeros } from "@chainrule/tensor";
 *
 * randnLike(zeros([2, 3])).shape; // => [2, 3]
 * ```
 */
export function randnLike<const O extends Operand, const D extends FloatingDType = FloatingOf<O>>(
  x: O,
  options?: RandomOptions<D>,
): Tensor<ShapeOf<O>, NoInfer<D>> {
  const { shape, dtype } = asNode(x, null, "randnLike");
  return drawn("randnLike", normal, shape, floatingDType(dtype), options);
}
