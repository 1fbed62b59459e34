import { checkNames } from "@chainrule/graph";
import { checkCount, inOrder, permutation } from "./permutation.ts";
import { WeightedDraw } from "./weighted-draw.ts";

/** How a data set is cut into batches. */
export interface BatchOptions {
  /** Fixes the order of shuffled batches. Default 0. */
  readonly seed?: number;
  /** Whether the examples are shuffled. Default: whether a seed is given. */
  readonly shuffle?: boolean;
  /**
   * How likely each example is to be drawn, in proportion to all: an epoch then has as many examples as there are, of which some come more than once and
   * others not at all. Default: every example once.
   */
  readonly weights?: ArrayLike<number>;
  /** Whether a last batch of fewer examples is left out. Default false. */
  readonly dropLast?: boolean;
  /** The number of the first epoch iterated over. Default 0. */
  readonly epoch?: number;
}

/** What batches are taken from. */
interface Source<B> {
  readonly length: number;
  rows(indices: Int32Array): B;
}

/**
 * The batches of a data set. Every iteration is one epoch: the first has the number `epoch` of the options, the next one
 * more, and so on, whether or not an iteration ran to its end. Shuffled examples have an order that depends on
 * (seed, epoch) alone, so that a program can stop and go on: `batches(128, { seed, epoch: 3 })` starts with the order that
 * the fourth iteration of `batches(128, { seed })` has.
 *
 * ```ts
 * import { Dataset } from "@chainrule/data";
 *
 * const digits = new Dataset({ y: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7) });
 * const batches = digits.batches(8, { seed: 7 });
 * const orders = [1, 2].map(() => [...batches].map(({ y }) => y.toArray()));
 * const again = digits.batches(8, { seed: 7, epoch: 1 });
 * [...again].map(({ y }) => y.toArray()).join() === orders[1]!.join(); // => true
 * orders[0]!.join() === orders[1]!.join(); // => false
 * ```
 *
 * With `weights`, examples are drawn with replacement, as PyTorch's `WeightedRandomSampler` does: a rare class can come as often as the others.
 *
 * ```ts
 * import { Dataset } from "@chainrule/data";
 *
 * const rare = new Dataset({ y: Int32Array.of(0, 0, 0, 1) });
 * const [batch] = rare.batches(4, { seed: 1, weights: [0, 0, 0, 1] });
 * batch!.y; // => [1, 1, 1, 1]
 * ```
 */
export class Batches<B> implements Iterable<B> {
  readonly #source: Source<B>;
  readonly #size: number;
  readonly #dropLast: boolean;
  /** The examples of an epoch, in their order. */
  readonly #order: (epoch: number) => Int32Array;
  #epoch: number;

  /** Throws `RangeError` where a number is none of those that are asked for, or weights do not fit the examples. */
  constructor(source: Source<B>, size: number, options: BatchOptions) {
    checkNames("batches", options, { seed: 0, shuffle: 0, weights: 0, dropLast: 0, epoch: 0 });
    const { seed = 0, weights, dropLast = false, epoch = 0 } = options;
    const { shuffle = options.seed !== undefined || weights !== undefined } = options;
    checkCount("batches", "the size", size, 1);
    checkCount("batches", "the seed", seed);
    checkCount("batches", "the epoch", epoch);
    this.#source = source;
    this.#size = size;
    this.#dropLast = dropLast;
    this.#epoch = epoch;
    const { length } = source;
    if (weights !== undefined) {
      if (!shuffle) throw new Error("batches: weights need `shuffle`; got false.");
      const draw = new WeightedDraw(weights, length);
      this.#order = (one) => draw.order(seed, one);
    } else {
      this.#order = (one) => (shuffle ? permutation(length, seed, one) : inOrder(length));
    }
  }

  /** The number of batches in an epoch. */
  get length(): number {
    const count = this.#source.length / this.#size;
    return this.#dropLast ? Math.floor(count) : Math.ceil(count);
  }

  /** The number of the epoch that the next iteration is. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The batches of the next epoch. */
  [Symbol.iterator](): IterableIterator<B> {
    return this.#iterate(this.#epoch++);
  }

  *#iterate(epoch: number): IterableIterator<B> {
    const order = this.#order(epoch);
    for (let i = 0; i < this.length; i++) {
      yield this.#source.rows(order.subarray(i * this.#size, (i + 1) * this.#size));
    }
  }
}
