import { kindOf } from "@chainrule/graph";
import { words } from "./permutation.ts";

/** Draws of examples by their weights, with replacement: example `i` with the probability `wᵢ / Σ w`, by the inverse of the cumulative distribution. */
export class WeightedDraw {
  /** The sums of the weights up to each example. */
  readonly #sums: Float64Array;

  /** Throws unless there is a weight for each of `length` examples, a finite number from 0, and one above 0. */
  constructor(weights: ArrayLike<number>, length: number) {
    if (typeof weights?.length !== "number") {
      throw new TypeError(`batches: weights must be a list of numbers; got ${kindOf(weights)}.`);
    }
    if (weights.length !== length) {
      throw new RangeError(
        `batches: needs a weight for each of the ${length} examples; got ${weights.length}.`,
      );
    }
    this.#sums = new Float64Array(length);
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const weight = weights[i]!;
      if (!(weight >= 0 && weight < Infinity)) {
        throw new RangeError(
          `batches: weights must be finite numbers from 0; got ${String(weight)} for example ${i}.`,
        );
      }
      this.#sums[i] = sum += weight;
    }
    if (length > 0 && !(sum > 0 && sum < Infinity)) {
      throw new RangeError(`batches: weights must sum to a finite number above 0; got ${sum}.`);
    }
  }

  /** The examples of an epoch. */
  order(seed: number, epoch: number): Int32Array {
    const sums = this.#sums;
    const word = words(seed, epoch);
    return Int32Array.from(sums, () => {
      // 53 bits of [0, 1).
      const uniform = ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
      return firstAbove(sums, uniform * sums.at(-1)!);
    });
  }
}

/** The first position whose sum is above `value`, which is at least 0 and below the last. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
