import type { Sort } from "@chainrule/compiler";
import type { TypedArray } from "@chainrule/graph";
import type { Heap } from "./heap.ts";
import type { KernelFunction } from "./kernel-function.ts";

/** So many first ones are found by insertion, and runs up to this long are sorted by it before they are merged. */
const run = 12;

/** So many are sorted by their bits. */
const many = 4096;

/** Elements other than NaN, as numbers that grow, and where they stood. */
class Line {
  readonly keys: Float64Array;
  /** The bits of the keys, low words first. */
  readonly words: Int32Array;
  readonly places: Int32Array;

  constructor(length: number) {
    this.keys = new Float64Array(length);
    this.words = new Int32Array(this.keys.buffer);
    this.places = new Int32Array(length);
  }
}

/** Puts an element into the part of a line that is in order from `start` to `end`, behind equal ones; what is behind it moves up. */
function insert(
  { keys, places }: Line,
  key: number,
  place: number,
  start: number,
  end: number,
): void {
  let i = end;
  for (; i > start && keys[i - 1]! > key; i--) {
    keys[i] = keys[i - 1]!;
    places[i] = places[i - 1]!;
  }
  keys[i] = key;
  places[i] = place;
}

/** Sorts the first `count` of a line by their keys, equal ones as they stood: merges runs, with `other` as room. Returns the line that holds the result. */
function mergeSort(line: Line, other: Line, count: number): Line {
  for (let start = 0; start < count; start += run) {
    const end = Math.min(start + run, count);
    for (let i = start + 1; i < end; i++) insert(line, line.keys[i]!, line.places[i]!, start, i);
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

/** Eleven bits of a key as an integer without a sign that grows with it: the digit `which` of six, from the lowest. */
function digitOf(words: Int32Array, i: number, which: number): number {
  const high = words[2 * i + 1]!;
  const negative = high >> 31;
  if (which < 3) return ((words[2 * i]! ^ negative) >>> (11 * which)) & 2047;
  return ((high ^ (negative | (1 << 31))) >>> (11 * (which - 3))) & 2047;
}

/** As `mergeSort`, for many: in the order of one digit after the other, from the lowest. */
function radixSort(line: Line, other: Line, count: number): Line {
  let [from, to] = [line, other];
  for (let which = 0; which < 6; which++) {
    if (distribute(from, to, count, which)) [from, to] = [to, from];
  }
  return from;
}

/** Writes a line in the order of a digit to another, equal ones as they stood; not where all have the same. Says whether it did. */
function distribute(
  { keys, words, places }: Line,
  to: Line,
  count: number,
  which: number,
): boolean {
  const next = new Int32Array(2048);
  for (let i = 0; i < count; i++) next[digitOf(words, i, which)]!++;
  if (next[digitOf(words, 0, which)] === count) return false;
  let before = 0;
  for (let digit = 0; digit < 2048; digit++) {
    const here = next[digit]!;
    next[digit] = before;
    before += here;
  }
  for (let i = 0; i < count; i++) {
    const at = next[digitOf(words, i, which)]!++;
    to.keys[at] = keys[i]!;
    to.places[at] = places[i]!;
  }
  return true;
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
    this.#most = count > run ? Math.min(length, Math.max(2 * count, 64)) : count;
    this.#line = new Line(this.#most);
    this.#other = new Line(this.#most);
  }

  clear(): void {
    this.#held = 0;
    this.#bound = NaN;
  }

  /** Takes an element other than NaN, and where it stood. */
  add(key: number, place: number): void {
    if (key >= this.#bound) return;
    if (this.#count > run) {
      if (this.#held === this.#most) {
        this.sort();
        this.#bound = this.#line.keys[this.#held - 1]!;
      }
      this.#line.keys[this.#held] = key;
      this.#line.places[this.#held++] = place;
      return;
    }
    if (this.#held < this.#count) this.#held++;
    insert(this.#line, key, place, 0, this.#held - 1);
    if (this.#held === this.#count) this.#bound = this.#line.keys[this.#held - 1]!;
  }

  /** Puts what is held in order, and returns how many are left: then `place` tells where the first, the second and so on stood. */
  sort(): number {
    if (this.#count > run) {
      const sorted = this.#held < many ? mergeSort : radixSort;
      if (sorted(this.#line, this.#other, this.#held) === this.#other)
        [this.#line, this.#other] = [this.#other, this.#line];
      this.#held = Math.min(this.#held, this.#count);
    }
    return this.#held;
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
        // −0 has other bits than 0.
        const key = sign * elements[from + at * inner]! + 0;
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
