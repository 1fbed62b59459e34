import { allocate, type DType } from "@chainrule/graph";
import { describe, expect, expectTypeOf, test } from "vitest";
import cases from "../golden/counting.json" with { type: "json" };
import * as functional from "../src/functional.ts";
import { compile, countPrograms, fromData, rand, Tensor, tensor } from "../src/index.ts";

type Callable = (...given: unknown[]) => object;

const functions = new Map(Object.entries(functional as unknown as Record<string, Callable>));

const { bincount, median, nonzero, quantile, searchSorted, unique } = functional;

const words: Record<string, number> = { nan: NaN, inf: Infinity, "-inf": -Infinity };

/** What JSON cannot say was written as words, and a tensor as its dtype, shape and elements. */
function read(value: unknown): unknown {
  if (typeof value === "string") return words[value] ?? value;
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(read);
  if (typeof value !== "object") return value;
  if (!("dtype" in value)) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, read(part)]));
  }
  const { dtype, shape, data } = value as { dtype: DType; shape: number[]; data: unknown[] };
  const array = allocate(dtype, data.length);
  array.set(data.map((element) => Number(read(element))));
  return fromData(array, shape, dtype);
}

/** What may be a rounding apart: what lies between elements, and sums. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, close(part)]));
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return value;
  return expect.closeTo(value, 6) as unknown;
}

function plain(value: object): unknown {
  if (value instanceof Tensor) return value.toArray();
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

describe("as NumPy and PyTorch", () => {
  test.each(cases.map(({ name, args, result }, i) => [i, name, args, result] as const))(
    "%i: %s",
    (_, name, args, result) => {
      const f = functions.get(name)!;
      expect(plain(f(...args.map(read)))).toEqual(close(read(result)));
    },
  );
});

test("what is between infinities is no number, and what is at one of them is", () => {
  expect(quantile([Infinity, Infinity], 0.5).item()).toBeNaN();
  expect(quantile([-Infinity, 1, Infinity], 0.5).item()).toBe(1);
  expect(quantile([1, Infinity], 0).item()).toBe(1);
});

test("integers beyond those of float32 are in order", () => {
  const x = tensor([2 ** 24 + 1, 2 ** 24, 2 ** 24 + 2], { dtype: "int32" });
  expect(x.sort().toArray()).toEqual([2 ** 24, 2 ** 24 + 1, 2 ** 24 + 2]);
  expect(quantile(x, 1).item()).toBe(2 ** 24 + 2);
});

test("searches find what counting finds, whatever the length", () => {
  for (const length of [1, 2, 3, 31, 32, 33, 100]) {
    const sorted = rand([length]).mul(50).floor().sort();
    const values = rand([64]).mul(50).floor();
    for (const [side, below] of [
      ["left", (a: number, b: number) => a < b],
      ["right", (a: number, b: number) => a <= b],
    ] as const) {
      const all = sorted.data();
      const wanted = Array.from(values.data(), (v) => all.filter((a) => below(a, v)).length);
      expect(searchSorted(sorted, values, { side }).toArray()).toEqual(wanted);
    }
  }
});

test("computed integers that are none of those counted count nowhere", () => {
  const x = tensor([-1, 0, 1, 5], { dtype: "int32" });
  expect(bincount(x.add(0).mul(1), 3).toArray()).toEqual([1, 1, 0]);
});

test("compiled steps compute quantiles, searches and counts, and refuse to read", () => {
  const x = [3, 1, 2, 1];
  const step = compile((given: Tensor) => ({
    middle: median(given),
    places: searchSorted([1, 2], given),
    counts: bincount(searchSorted([1, 2], given), 3),
  }));
  const { middle, places, counts } = step(x);
  expect([middle.item(), places.toArray(), counts.toArray()]).toEqual([
    1.5,
    [2, 0, 1, 0],
    [2, 1, 1],
  ]);
  for (const reads of [nonzero, unique] as const) {
    expect(() => compile((given: Tensor) => void reads(given.add(1)))(x)).toThrow(
      "compile: a step cannot read what it computes while it is traced",
    );
  }
});

test("another quantile is the same program", () => {
  const x = rand([5, 9]);
  quantile(x, 0.3, 1).data();
  const before = countPrograms();
  quantile(x, 0.6, 1).data();
  expect(countPrograms().compiled - before.compiled).toBe(0);
});

test("types", () => {
  const x = rand([3, 4]);
  expectTypeOf(median(x, 1)).toEqualTypeOf<Tensor<[3], "float32">>();
  expectTypeOf(median(x)).toEqualTypeOf<Tensor<[], "float32">>();
  expectTypeOf(quantile(x, 0.5, 0, { keepDims: true })).toEqualTypeOf<Tensor<[1, 4], "float32">>();
  expectTypeOf(quantile(x.cast("int32"), 0.5, 0)).toEqualTypeOf<Tensor<[4], "float32">>();
  expectTypeOf(searchSorted([1, 2], x)).toEqualTypeOf<Tensor<[3, 4], "int32">>();
  expectTypeOf(bincount([1, 2], 3)).toEqualTypeOf<Tensor<[3], "int32">>();
  expectTypeOf(bincount([0, 1], 3, { weights: [0.5, 1] })).toEqualTypeOf<Tensor<[3], "float32">>();
  expectTypeOf(nonzero(x)).toEqualTypeOf<Tensor<[number, 2], "int32">>();
  expectTypeOf(unique(x).values).toEqualTypeOf<Tensor<[number], "float32">>();
  expectTypeOf(unique(x).inverse).toEqualTypeOf<Tensor<[3, 4], "int32">>();
  // @ts-expect-error median: axis must be one of the input's; got axis 2 of [3, 4]
  expect(() => median(x, 2)).toThrow(
    "median: axis must be one of the input's; got axis 2 of [3, 4].",
  );
});

test.each([
  ["quantile: q must be from 0 to 1; got 1.5.", () => quantile([1], 1.5)],
  ["quantile: q must be from 0 to 1; got NaN.", () => quantile([1], NaN)],
  ["median: needs an element; got [2, 0].", () => median(tensor([[], []]), 1)],
  [
    "median: there is no option axis, only keepDims, interpolation.",
    () => median([1], 0, { axis: 1 } as never),
  ],
  [
    'quantile: the interpolation must be "linear", "lower", "higher", "nearest" or "midpoint"; got "cubic".',
    () => quantile([1], 0, 0, { interpolation: "cubic" as never }),
  ],
  [
    "searchSorted: needs elements of one axis to search; got [1, 2].",
    () => searchSorted([[1, 2]], [1]),
  ],
  [
    'searchSorted: the side must be "left" or "right"; got "middle".',
    () => searchSorted([1], [1], { side: "middle" as never }),
  ],
  [
    "bincount: the length must be an integer from 0; got undefined.",
    () => bincount([1], undefined as never),
  ],
  ["bincount: needs integers from 0 to 2; got 3.", () => bincount([1, 3], 3)],
  ["bincount: needs integers from 0 to 2; got -1.", () => bincount([1, -1], 3)],
  ["bincount: needs int32 or uint8; got float32.", () => bincount(rand([2]), 3)],
  [
    "bincount: weights must have the shape of what they weigh; got [3] for [2].",
    () => bincount([0, 1], 2, { weights: [1, 2, 3] }),
  ],
  [
    "nonzero: needs a tensor, numbers or booleans; got undefined.",
    () => nonzero(undefined as never),
  ],
])("%s", (sentence, f) => {
  expect(f).toThrow(sentence);
});
