import { type DType, Node, operation, type Shape, sizeOf } from "@chainrule/graph";
import { cast, constant, leaf, toFloating } from "./operand.ts";
import { add, cos, floor, log, mul, neg, sqrt, sub } from "./ops/elementwise.ts";
import { type Operand, Tensor } from "./tensor.ts";
import { asTensor } from "./functions.ts";

/** Where a generator stands: restore it to draw the same numbers again. */
export interface GeneratorState {
  readonly seed: number;
  readonly offset: number;
}

/** A source of random numbers: Threefry-2×32-20, so that the numbers depend on seed and position alone. */
export class Generator {
  #seed: number;
  #offset = 0;

  constructor(seed: number) {
    this.#seed = checkedSeed(seed);
  }

  get seed(): number {
    return this.#seed;
  }

  get state(): GeneratorState {
    return { seed: this.#seed, offset: this.#offset };
  }

  set state({ seed, offset }: GeneratorState) {
    this.#seed = checkedSeed(seed);
    this.#offset = offset;
  }

  /** @internal Key and offset of the next `count` numbers, which are then used up. */
  draw(count: number): Node {
    const words = Int32Array.of(
      low(this.#seed),
      high(this.#seed),
      low(this.#offset),
      high(this.#offset),
    );
    this.#offset += count;
    return leaf(words, [4], "int32");
  }
}

const low = (value: number): number => value | 0;
const high = (value: number): number => Math.floor(value / 2 ** 32) | 0;

function checkedSeed(seed: number): number {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`seed: must be an integer from 0 to 2^53 - 1; got ${seed}.`);
  }
  return seed;
}

let standard: Generator | undefined;

function standardGenerator(): Generator {
  return (standard ??= new Generator(0));
}

/** Starts the default generator anew from `seed`. */
export function setSeed(seed: number): void {
  standardGenerator().state = { seed, offset: 0 };
}

export interface RandomOptions {
  /** float32 by default. */
  readonly dtype?: "float32" | "float64";
  /** The default generator by default. */
  readonly generator?: Generator;
}

function uniform(
  shape: Shape,
  dtype: "float32" | "float64",
  generator: Generator = standardGenerator(),
): Node {
  return Node.apply("random", [generator.draw(sizeOf(shape))], { shape: [...shape], dtype });
}

export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  return operation("rand", () =>
    Tensor.of(uniform(shape, options.dtype ?? "float32", options.generator)),
  );
}

export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  return operation("randn", () => {
    const dtype = options.dtype ?? "float32";
    const radius = sqrt(
      mul(
        constant(-2, dtype),
        log(sub(constant(1, dtype), uniform(shape, dtype, options.generator))),
      ),
    );
    const angle = mul(constant(2 * Math.PI, dtype), uniform(shape, dtype, options.generator));
    return Tensor.of(mul(radius, cos(angle)));
  });
}

export function randint(
  minimum: number,
  maximum: number,
  shape: Shape,
  options: { readonly dtype?: DType; readonly generator?: Generator } = {},
): Tensor {
  return operation("randint", () => {
    if (!Number.isInteger(minimum) || !Number.isInteger(maximum) || maximum <= minimum) {
      throw new RangeError(
        `randint: needs integers with the first below the second; got ${minimum} and ${maximum}.`,
      );
    }
    const draw = uniform(shape, "float64", options.generator);
    const whole = floor(mul(draw, maximum - minimum));
    return Tensor.of(cast(cast(add(whole, minimum), "int32"), options.dtype ?? "int32"));
  });
}

function floatingDType(dtype: DType): "float32" | "float64" {
  return dtype === "float64" ? "float64" : "float32";
}

export function randLike(x: Operand, options: RandomOptions = {}): Tensor {
  const { shape, dtype } = asTensor(x);
  return rand(shape, { dtype: floatingDType(dtype), ...options });
}

export function randnLike(x: Operand, options: RandomOptions = {}): Tensor {
  const { shape, dtype } = asTensor(x);
  return randn(shape, { dtype: floatingDType(dtype), ...options });
}

export { neg, toFloating };
