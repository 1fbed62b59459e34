import type { Sort } from "@chainrule/compiler";
import type { DType, TypedArray } from "@chainrule/graph";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Heap } from "../src/heap.ts";
import { sorter } from "../src/sort.ts";

/** The positions that the kernel writes, which read and writes at addresses of 2 GiB and more: they come as negative integers. */
function sorted(
  elements: TypedArray,
  options: Partial<Sort> & { length: number; count: number },
): readonly number[] {
  const kernel = { outer: 1, inner: 1, dtype: "float32", descending: false, ...options } as Sort;
  const positions = new Int32Array(kernel.outer * kernel.count * kernel.inner);
  const arrays = new Map([
    [2 ** 31, elements],
    [2 ** 32 - 16, positions],
  ]);
  const heap = { view: (_: unknown, address: number) => arrays.get(address) } as unknown as Heap;
  sorter(kernel, heap).run((2 ** 31) | 0, -16);
  return [...positions];
}

/** The same as it is defined: stable, NaN behind all others. */
function expected(elements: readonly number[], count: number, descending: boolean): number[] {
  const before = (a: number, b: number): number => {
    if (Number.isNaN(a) || Number.isNaN(b))
      return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a < b ? -1 : Number(a > b);
  };
  return elements
    .map((_, at) => at)
    .toSorted((p, q) => before(elements[p]!, elements[q]!) * (descending ? -1 : 1))
    .slice(0, count);
}

test("sorts beyond 2 GiB", () => {
  expect(sorted(Float32Array.of(3, 1, 2), { length: 3, count: 3 })).toEqual([1, 2, 0]);
});

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** Numbers of which many are equal, of all magnitudes, and what is special. */
function numbers(dtype: DType, length: number, seed: number): TypedArray {
  const special = [
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    1e-320,
    5e-324,
    -5e-324,
    2 ** 31 - 1,
    -(2 ** 31),
  ];
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  const one = (): number => {
    const kind = next() >>> 28;
    const unit = next() / 2 ** 32;
    if (kind < 2) return special[(next() >>> 8) & 15] ?? 7;
    if (kind < 6) return Math.floor(unit * 20) - 10;
    return dtype === "int32" ? (unit - 0.5) * 2 ** 32 : (unit - 0.5) * 2 ** ((next() >>> 25) - 64);
  };
  const drawn = new arrays[dtype](length);
  for (let i = 0; i < length; i++) drawn[i] = dtype === "bool" ? Math.abs(one()) % 2 : one();
  return drawn;
}

test.each(Object.keys(arrays) as DType[])("lines of %s of any length are in order", (dtype) => {
  const lengths = fc.oneof(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 41, max: 600 }),
    fc.integer({ min: 4000, max: 9000 }),
  );
  const property = fc.property(
    lengths,
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.boolean(),
    fc.nat(),
    (length, part, descending, seed) => {
      const elements = numbers(dtype, length, seed);
      const count = Math.max(1, Math.round(length * part ** 2));
      const positions = sorted(elements, { dtype, length, count, descending });
      expect(positions).toEqual(expected([...elements], count, descending));
    },
  );
  fc.assert(property, { numRuns: 150, seed: 1 });
});

test("few of a line whose every element comes before those met so far", () => {
  const elements = Float32Array.from({ length: 100_000 }, (_, i) => i);
  const options = { length: 100_000, count: 12, descending: true };
  expect(sorted(elements, options)).toEqual(Array.from({ length: 12 }, (_, i) => 99_999 - i));
});

test("lines that do not lie row by row", () => {
  const elements = Float32Array.from({ length: 2 * 5000 * 3 }, (_, i) => Math.imul(i, 7919) % 997);
  const positions = sorted(elements, { outer: 2, length: 5000, inner: 3, count: 5000 });
  for (let line = 0; line < 6; line++) {
    const [o, i] = [Math.floor(line / 3), line % 3];
    const of = (list: ArrayLike<number>): number[] =>
      Array.from({ length: 5000 }, (_, at) => list[(o * 5000 + at) * 3 + i]!);
    expect(of(positions)).toEqual(expected(of(elements), 5000, false));
  }
});
