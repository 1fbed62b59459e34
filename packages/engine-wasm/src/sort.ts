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

/**
 * Writes the positions of every line's first elements in order: NaN last, or first of descending lines. What cannot be among the first
 * is left out as soon as twice as many are held, so that few of many take one pass, n log n steps at most.
 */
function sortLines(
  { outer, length, inner, count, descending }: Sort,
  elements: TypedArray,
  positions: TypedArray,
): void {
  const most = Math.min(length, Math.max(2 * count, 64));
  const room = (): Line => ({ keys: new Float64Array(most), places: new Int32Array(most) });
  let [line, other] = [room(), room()];
  const sign = descending ? -1 : 1;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * length * inner + i;
      let [held, missing] = [0, 0];
      // Whoever is not below it is behind `count` others.
      let bound = NaN;
      const sortHeld = (): void => {
        if (mergeSort(line, other, held) === other) [line, other] = [other, line];
        held = Math.min(held, count);
      };
      for (let at = 0; at < length; at++) {
        const key = sign * elements[start + at * inner]!;
        if (key >= bound) continue;
        if (Number.isNaN(key)) {
          missing++;
          continue;
        }
        if (held === most) {
          sortHeld();
          bound = line.keys[count - 1]!;
          if (key >= bound) continue;
        }
        line.keys[held] = key;
        line.places[held++] = at;
      }
      sortHeld();
      const first = o * count * inner + i;
      const before = descending ? Math.min(missing, count) : 0;
      const numbers = Math.min(held, count - before);
      for (let at = 0; at < numbers; at++) {
        positions[first + (before + at) * inner] = line.places[at]!;
      }
      const end = descending ? before : count;
      let next = descending ? 0 : numbers;
      for (let at = 0; next < end; at++) {
        if (Number.isNaN(elements[start + at * inner]!)) positions[first + next++ * inner] = at;
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
    units: 1,
    work: 0,
    streams: false,
    module: { bytes: new Uint8Array(), count: 0, slot: -1 },
    index: 0,
  };
}
