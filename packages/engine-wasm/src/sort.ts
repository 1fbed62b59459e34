import type { Sort } from "@chainrule/compiler";
import type { TypedArray } from "@chainrule/graph";
import { First } from "./first.ts";
import type { Heap } from "./heap.ts";
import type { KernelFunction } from "./kernel-function.ts";

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

/** Writes the positions of every line's first elements in order: NaN comes last, or first where it is descending. */
function sortLines(
  { dtype, outer, length, inner, count, descending }: Sort,
  elements: TypedArray,
  positions: TypedArray,
): void {
  const first = new First(count, length, dtype !== "float64" && dtype !== "int32");
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
      const places = first.places();
      const numbers = length - missing;
      const firstNumber = descending ? missing : 0;
      for (let rank = firstNumber; rank < Math.min(firstNumber + numbers, count); rank++) {
        positions[to + rank * inner] = places[rank - firstNumber]!;
      }
      let rank = descending ? 0 : numbers;
      const end = Math.min(rank + missing, count);
      for (let at = 0; rank < end; at++) {
        if (Number.isNaN(elements[from + at * inner]!)) positions[to + rank++ * inner] = at;
      }
    }
  }
}
