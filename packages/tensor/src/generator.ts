import { Node, Storage } from "@chainrule/graph";
import { noteDraw } from "./trace.ts";

/** Where a generator stands. */
export interface GeneratorState {
  readonly seed: number;
  /** How many numbers were drawn. */
  readonly offset: number;
}

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
    checkCount("seed", seed);
    this.#seed = seed;
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
    checkCount("offset", offset);
    checkCount("seed", seed);
    this.#seed = seed;
    this.#offset = offset;
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
    // The low and the high word of each: what an element does not hold of a number is dropped.
    return Storage.of("int32", Int32Array.of(seed, seed / 2 ** 32, offset, offset / 2 ** 32));
  }
}

function checkCount(name: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`${name}: it must be an integer from 0 to 2⁵³ − 1; got ${count}.`);
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
 * Runs `f`, and has random numbers go on afterwards as if it had drawn none: those of the default generator.
 *
 * ```ts
 * import { rand, setSeed, withoutDraws } from "@chainrule/tensor";
 *
 * setSeed(42);
 * const tried = withoutDraws(() => rand([2]));
 * rand([2]).sub(tried); // => [0, 0]
 * ```
 */
export function withoutDraws<T>(f: () => T): T {
  const generator = getGenerator();
  const { state } = generator;
  try {
    return f();
  } finally {
    generator.state = state;
  }
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
