import type { Sort } from "@chainrule/compiler";
import type { TypedArray } from "@chainrule/graph";
import type { Heap } from "./heap.ts";
import type { KernelFunction } from "./kernel-function.ts";

/** Runs up to this long are sorted by insertion before they are merged. */
const run = 12;

/** A line's elements other than NaN, as numbers that grow, and where they stood. */
interface Line {
  readonly keys: Float64Array;
  readonly places: Int32Array;
}

/** Sorts the first `count` of a line by their keys, equal ones as they stood: merges runs, with `other` as room. Returns the line that holds the result. */
function mergeSort(line: Line, other: Line, count: number): Line {
  const { keys, places } = line;
  for (let start = 0; start < count; start += run) {
    const end = Math.min(start + run, count);
    for (let i = start + 1; i < end; i++) {
      const key = keys[i]!;
      const place = places[i]!;
      let j = i - 1;
      for (; j >= start && keys[j]! > key; j--) {
        keys[j + 1] = keys[j]!;
        places[j + 1] = places[j]!;
      }
      keys[j + 1] = key;
      places[j + 1] = place;
    }
  }
  let [from, to] = [line, other];
  for (let width = run; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      merge(from, to, start, Math.min(start + width, count), Math.min(start + 2 * width, count));
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Merges `[start, middle)` and `[middle, end)`, each in order. */
function merge(from: Line, to: Line, start: number, middle: number, end: number): void {
  let [left, right] = [start, middle];
  for (let i = start; i < end; i++) {
    const takesRight = left >= middle || (right < end && from.keys[right]! < from.keys[left]!);
    const at = takesRight ? right++ : left++;
    to.keys[i] = from.keys[at]!;
    to.places[i] = from.places[at]!;
  }
}

/** The first `count` of a line, in order. What cannot be among them is left out as soon as twice as many are held: few of many take one pass, and n log n steps at most. */
class First {
  readonly #count: number;
  readonly #most: number;
  #line: Line;
  #other: Line;
  #held = 0;
  /** Whoever is not below it is behind `count` others. */
  #bound = NaN;

  constructor(count: number, length: number) {
    this.#count = count;
    this.#most = Math.min(length, Math.max(2 * count, 64));
    const room = (): Line => ({
      keys: new Float64Array(this.#most),
      places: new Int32Array(this.#most),
    });
    this.#line = room();
    this.#other = room();
  }

  clear(): void {
    this.#held = 0;
    this.#bound = NaN;
  }

  /** Takes an element other than NaN, and where it stood. */
  add(key: number, place: number): void {
    if (key >= this.#bound) return;
    if (this.#held === this.#most) this.#bound = this.#line.keys[this.sort() - 1]!;
    this.#line.keys[this.#held] = key;
    this.#line.places[this.#held++] = place;
  }

  /** Puts what is held in order, and returns how many are left: then `place` tells where the first, the second and so on stood. */
  sort(): number {
    const { keys } = mergeSort(this.#line, this.#other, this.#held);
    if (keys === this.#other.keys) [this.#line, this.#other] = [this.#other, this.#line];
    return (this.#held = Math.min(this.#held, this.#count));
  }

  place(rank: number): number {
    return this.#line.places[rank]!;
  }
}

/** Writes the positions of every line's first elements in order: NaN last, or first of descending lines. */
function sortLines(
  { outer, length, inner, count, descending }: Sort,
  elements: TypedArray,
  positions: TypedArray,
): void {
  const first = new First(count, length);
  const sign = descending ? -1 : 1;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const [from, to] = [o * length * inner + i, o * count * inner + i];
      first.clear();
      let missing = 0;
      for (let at = 0; at < length; at++) {
        const key = sign * elements[from + at * inner]!;
        if (Number.isNaN(key)) missing++;
        else first.add(key, at);
      }
      const before = descending ? Math.min(missing, count) : 0;
      const numbers = Math.min(first.sort(), count - before);
      for (let rank = 0; rank < numbers; rank++) {
        positions[to + (before + rank) * inner] = first.place(rank);
      }
      const end = descending ? before : count;
      let next = descending ? 0 : numbers;
      for (let at = 0; next < end; at++) {
        if (Number.isNaN(elements[from + at * inner]!)) positions[to + next++ * inner] = at;
      }
    }
  }
}

/** A kernel that runs outside WebAssembly, on the same memory. */
export function sorter(kernel: Sort, heap: Heap): KernelFunction {
  const { dtype, outer, length, inner, count } = kernel;
  // Addresses come as functions of WebAssembly take them: from 2 GiB on they are negative.
  const sort = (from: number, to: number): void => {
    const elements = heap.view({ dtype, length: outer * length * inner }, from >>> 0);
    const positions = heap.view({ dtype: "int32", length: outer * count * inner }, to >>> 0);
    sortLines(kernel, elements, positions);
  };
  return {
    run: sort,
    rounds: 0,
    units: 1,
    work: 0,
    streams: false,
    module: { bytes: new Uint8Array(), count: 0 },
    index: 0,
  };
}
