import { allocate, type DType, type Shape, sizeOf, type TypedArray } from "@chainrule/graph";

/** Random choices that a seed repeats (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Uniform in `[0, 1)`. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)]!;
  }

  shuffle<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }

  /** Lengths of `rank` axes, mostly small, now and then 0. */
  shape(rank: number, longest = 7): number[] {
    return Array.from({ length: rank }, () =>
      this.chance(0.03) ? 0 : this.chance(0.2) ? 1 : this.integer(1, longest),
    );
  }

  /** Elements of every size that `dtype` has; of floats about half are near 1. */
  elements(dtype: DType, shape: Shape): TypedArray {
    const data = allocate(dtype, sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = this.#element(dtype);
    return data;
  }

  /** Integers from `low` to `high`. */
  integers(dtype: DType, shape: Shape, low: number, high: number): TypedArray {
    const data = allocate(dtype, sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = this.integer(low, high);
    return data;
  }

  /** Floats around 0, of standard deviation 1. */
  normals(dtype: DType, shape: Shape): TypedArray {
    const data = allocate(dtype, sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = this.#normal();
    return data;
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  #element(dtype: DType): number {
    if (dtype === "bool") return this.integer(0, 1);
    if (dtype === "uint8") return this.integer(0, 255);
    if (dtype === "int32") {
      return this.chance(0.5) ? this.integer(-9, 9) : this.integer(-(2 ** 31), 2 ** 31 - 1);
    }
    return this.#normal() * (this.chance(0.5) ? 1 : 10 ** this.integer(-4, 4));
  }
}
