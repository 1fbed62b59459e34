import { countPrograms, Parameter, tensor } from "@chainrule/tensor";
import * as fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { Tensor } from "@chainrule/tensor";
import { Dataset, normalize } from "../src/index.ts";

const counting = (length: number) => new Dataset({ y: Int32Array.from({ length }, (_, i) => i) });
const numbers = (batches: Iterable<{ readonly y: Tensor }>): number[][] =>
  [...batches].map(({ y }) => y.toArray() as number[]);
const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

describe("fields", () => {
  test("keep their dtypes and shapes", () => {
    const data = new Dataset({
      images: tensor(
        [
          [[1], [2]],
          [[3], [4]],
          [[5], [6]],
        ],
        { dtype: "uint8" },
      ),
      labels: Uint8Array.of(7, 8, 9),
      weights: new Parameter(tensor([0.5, 1, 2], { dtype: "float64" })),
      flags: tensor([true, false, true]),
    });
    expect(data.length).toBe(3);
    const batch = data.rows([2, 0]);
    expect(batch.images.dtype).toBe("uint8");
    expect(batch.images.toArray()).toEqual([
      [[5], [6]],
      [[1], [2]],
    ]);
    expect(batch.labels.toArray()).toEqual([9, 7]);
    expect(batch.weights.dtype).toBe("float64");
    expect(batch.weights.toArray()).toEqual([2, 0.5]);
    expect(batch.flags.dtype).toBe("bool");
    expect(batch.flags.toArray()).toEqual([true, true]);
  });

  test("may be nested arrays", () => {
    const { x, y } = new Dataset({
      x: [
        [1, 2],
        [3, 4],
      ],
      y: [true, false],
    }).rows([1]);
    expect([x.toArray(), y.toArray(), y.dtype]).toEqual([[[3, 4]], [false], "bool"]);
  });

  test("are named and typed in a batch", () => {
    const data = new Dataset({ a: Float32Array.of(1), b: Uint8Array.of(1) });
    const batch = data.all();
    expectTypeOf(batch.a).toEqualTypeOf<Tensor<[number], "float32">>();
    expectTypeOf(batch.b).toEqualTypeOf<Tensor<[number], "uint8">>();
    expectTypeOf<keyof typeof batch>().toEqualTypeOf<"a" | "b">();
  });

  test.for([
    [
      () => new Dataset({ images: tensor([[1], [2]]), labels: Uint8Array.of(1) }),
      "Dataset: fields must have the same number of examples; got 2 images and 1 labels.",
    ],
    [() => new Dataset({}), "Dataset: needs at least one field; got none."],
    [() => new Dataset({ x: tensor(1) }), "Dataset: x must have a first axis; got a scalar."],
    [() => counting(3).rows(1 as unknown as number[]), "rows: needs a list of indices; got 1."],
    [
      () => counting(3).subset(tensor([1, 0]) as unknown as number[]),
      "subset: needs a list of indices; got Tensor.",
    ],
    [
      () => counting(3).split([0.5, 0.25]),
      "split: fractions must sum to 1; got 0.5 + 0.25 = 0.75.",
    ],
    [() => counting(3).rows([3]), "rows: indices must be whole numbers from 0 to 2; got 3."],
    [
      () => counting(3).subset([0.5]),
      "subset: indices must be whole numbers from 0 to 2; got 0.5.",
    ],
    [
      () => counting(3).rows(["length"] as unknown as number[]),
      "rows: indices must be whole numbers from 0 to 2; got length.",
    ],
    [() => counting(0).rows([0]), "rows: there are no examples; got 0."],
    [() => counting(3).split(3 as unknown as number[]), "split: needs an array; got 3."],
    [
      () => counting(3).map("y" as unknown as () => Tensor),
      "map: needs a function of a batch; got a string.",
    ],
    [
      () => new Dataset({ x: ["a"] as unknown as number[] }),
      "Dataset: x: needs numbers or booleans; got a string.",
    ],
    [
      () => counting(3).split([2, 2]),
      "split: whole numbers are sizes, and must sum to the 3 examples; got 2 + 2 = 4.",
    ],
    [
      () => counting(5).split([1, 0]),
      "split: whole numbers are sizes, and must sum to the 5 examples; got 1 + 0 = 1.",
    ],
    [() => counting(3).split([4, -1]), "split: a size must be a whole number from 0; got -1."],
    [() => counting(3).split([1.5, -0.5]), "split: a size must be a whole number from 0; got 1.5."],
    [
      () => new Dataset({ x: new Int16Array([300]) as unknown as Int32Array }),
      "Dataset: x must be a Float32Array, Float64Array, Int32Array, Uint8Array or a tensor; got Int16Array.",
    ],
    [() => counting(3).batches(0), "batches: the size must be a whole number from 1; got 0."],
    [() => counting(3).batches(1, { seed: -1 }), "batches: the seed must be a whole number from 0"],
    [() => counting(3).batches(1, { epoch: 0.5 }), "batches: the epoch must be a whole number"],
  ] as const)("wrong ones are a sentence %#", ([make, sentence]) => {
    expect(make).toThrow(sentence);
  });
});

describe("parts", () => {
  test("slice counts from the end where negative", () => {
    const data = counting(5);
    const parts = [data.slice(1), data.slice(0, 2), data.slice(-2), data.slice(1, -1).slice(1)];
    expect(parts.map((part) => part.all().y.toArray())).toEqual([
      [1, 2, 3, 4],
      [0, 1],
      [3, 4],
      [2, 3],
    ]);
  });

  test("split keeps every example once", () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.option(fc.nat()), (a, b, seed) => {
        const parts = counting(a + b).split([a, b], seed === null ? {} : { seed });
        expect(parts.map(({ length }) => length)).toEqual([a, b]);
        const values = parts.flatMap((part) => part.all().y.toArray() as number[]);
        expect(sorted(values)).toEqual(Array.from({ length: a + b }, (_, i) => i));
      }),
      { seed: 1 },
    );
  });

  test("split takes fractions, also those that floating point misses", () => {
    expect(
      counting(100)
        .split([0.7, 0.2, 0.1])
        .map(({ length }) => length),
    ).toEqual([70, 20, 10]);
    expect(
      counting(10)
        .split([1 / 3, 1 / 3, 1 / 3])
        .map(({ length }) => length),
    ).toEqual([4, 3, 3]);
  });

  test("as many parts are typed as there are sizes", () => {
    const { data, sizes } = { data: counting(3), sizes: [1, 2] };
    expectTypeOf(data.split([1, 2])).toEqualTypeOf<[typeof data, typeof data]>();
    expectTypeOf(data.split(sizes)).toEqualTypeOf<(typeof data)[]>();
    expect(data.split(sizes)).toHaveLength(2);
  });

  test("a seed decides a split", () => {
    const draw = (seed: number): unknown =>
      counting(20).split([10, 10], { seed })[0].all().y.toArray();
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe("batches", () => {
  test("come in order, the last one short or dropped", () => {
    expect(numbers(counting(5).batches(2))).toEqual([[0, 1], [2, 3], [4]]);
    expect(numbers(counting(5).batches(2, { dropLast: true }))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(numbers(counting(0).batches(2))).toEqual([]);
    expect([
      counting(5).batches(2).length,
      counting(5).batches(2, { dropLast: true }).length,
    ]).toEqual([3, 2]);
  });

  test("every epoch is a permutation, and each another one", () => {
    const batches = counting(50).batches(7, { seed: 3 });
    const epochs = [0, 1, 2].map(() => numbers(batches).flat());
    for (const epoch of epochs) {
      expect(sorted(epoch)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    }
    expect(new Set(epochs.map(String)).size).toBe(3);
    expect(batches.epoch).toBe(3);
  });

  test("the order of a seed is the same in every version", () => {
    const order = (seed: number, epoch: number): number[] => {
      return numbers(counting(8).batches(8, { seed, epoch }))[0]!;
    };
    const orders = [order(0, 0), order(1, 0), order(1, 1), order(2 ** 40, 0)];
    // What this version draws: training that is repeated with another one sees the same batches.
    expect(orders.map(String)).toMatchInlineSnapshot(`
      [
        "2,5,1,7,4,6,0,3",
        "3,0,4,2,6,7,5,1",
        "2,7,4,1,3,6,0,5",
        "6,2,4,3,1,7,0,5",
      ]
    `);
  });

  test("the order depends on the seed and the epoch alone", () => {
    const order = (seed: number, epoch: number, skipped = 0): string => {
      const batches = counting(40).batches(8, { seed, epoch });
      for (let i = 0; i < skipped; i++) for (const _ of batches) break;
      return String(numbers(batches));
    };
    expect(order(1, 2)).toBe(order(1, 2));
    expect(order(1, 0, 2)).toBe(order(1, 2));
    const orders = [0, 1, 2 ** 32, 2 ** 52].flatMap((seed) =>
      [0, 1].map((epoch) => order(seed, epoch)),
    );
    expect(new Set(orders).size).toBe(8);
    expect(String(numbers(counting(40).batches(8, { shuffle: true })))).toBe(order(0, 0));
  });

  test("a shuffle gives every order equally often", () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 6000; epoch++) {
      const order = String(numbers(counting(3).batches(3, { seed: 5, epoch })));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five degrees of freedom: below 20.5 in 999 of 1000 cases.
    const chi = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(20.5);
  });

  test("are gathered on the host: nothing runs", () => {
    const before = countPrograms().runs;
    for (const { y } of counting(10).batches(3, { seed: 1 })) expect(y.ndim).toBe(1);
    expect(countPrograms().runs).toBe(before);
  });

  test("map builds on each batch, once and again", () => {
    const data = counting(3)
      .map(({ y }) => ({ doubled: y.mul(2) }))
      .map(({ doubled }) => ({ y: doubled.add(1) }));
    expect(numbers(data.slice(1).batches(2))).toEqual([[3, 5]]);
  });
});

describe("normalize", () => {
  const bytes = tensor([[[0, 100]], [[200, 50]]], { dtype: "uint8" });

  test("casts integers in the graph", () => {
    const x = normalize(bytes, { mean: 100, std: 50 });
    expect(x.dtype).toBe("float32");
    expect(x.toArray()).toEqual([[[-2, 0]], [[2, -1]]]);
  });

  test("takes moments for each index of an axis", () => {
    const moments = { mean: [0, 100], std: [100, 50] };
    expect(normalize(bytes, { ...moments, axis: -1 }).toArray()).toEqual([[[0, 0]], [[2, -1]]]);
    expect(normalize(bytes, { ...moments, axis: 0 }).toArray()).toEqual([[[0, 1]], [[2, -1]]]);
    expect(() => normalize(bytes, moments)).toThrow(
      "normalize: the mean must be a number, or one for each index of axis 1; got [2] for [2, 1, 2].",
    );
  });

  test("keeps float64", () => {
    const x = tensor([0.1], { dtype: "float64" });
    expect(normalize(x, { mean: 0.3, std: 2 }).item()).toBe((0.1 - 0.3) / 2);
    const moments = { mean: [0.3], std: [0.7], axis: 0 };
    expect(normalize(x, moments).item()).toBe((0.1 - 0.3) / 0.7);
  });
});

describe("weights", () => {
  const uneven = [1, 0, 2, 0, 5];

  test("examples are drawn in proportion to them, and never one of weight 0", () => {
    const length = 5;
    const batches = counting(length).batches(length, { seed: 3, weights: uneven });
    const counts = [0, 0, 0, 0, 0];
    const epochs = 4000;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const row of numbers(batches)[0]!) counts[row]!++;
    }
    expect(counts[1]).toBe(0);
    expect(counts[3]).toBe(0);
    // Within four standard deviations of what is expected.
    for (const [i, weight] of uneven.entries()) {
      const p = weight / 8;
      const deviation = Math.sqrt(length * epochs * p * (1 - p));
      expect(Math.abs(counts[i]! - length * epochs * p)).toBeLessThanOrEqual(4 * deviation);
    }
  });

  test("an epoch depends on the seed and its number alone, and is as long as without", () => {
    const data = counting(5);
    const one = data.batches(2, { seed: 3, weights: uneven });
    const epochs = [numbers(one), numbers(one)];
    expect(epochs.map((epoch) => epoch.map(({ length }) => length))).toEqual([
      [2, 2, 1],
      [2, 2, 1],
    ]);
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(numbers(data.batches(2, { seed: 3, epoch: 1, weights: uneven }))).toEqual(epochs[1]);
    expect(numbers(data.batches(2, { seed: 4, weights: uneven }))).not.toEqual(epochs[0]);
  });

  test("are of the examples that a part has", () => {
    const part = counting(6).subset([5, 0]);
    expect(numbers(part.batches(2, { weights: Float32Array.of(1, 0) }))).toEqual([[5, 5]]);
    expect(numbers(counting(0).batches(2, { weights: [] }))).toEqual([]);
  });

  test.each<[sentence: string, weights: unknown]>([
    ["batches: needs a weight for each of the 3 examples; got 2.", [1, 2]],
    ["batches: weights must be finite numbers from 0; got -1 for example 1.", [1, -1, 1]],
    ["batches: weights must be finite numbers from 0; got NaN for example 0.", [NaN, 1, 1]],
    ["batches: weights must be finite numbers from 0; got Infinity for example 2.", [1, 1, 1 / 0]],
    ["batches: weights must sum to a finite number above 0; got 0.", [0, 0, 0]],
    ["batches: weights must sum to a finite number above 0; got Infinity.", [1e308, 1e308, 1e308]],
    ["batches: weights must be a list of numbers; got 3.", 3],
  ])("%s", (sentence, weights) => {
    expect(() => counting(3).batches(2, { weights: weights as number[] })).toThrow(sentence);
  });

  test("are drawn, so an order cannot be kept", () => {
    const drawn = () => counting(2).batches(2, { weights: [1, 1], shuffle: false });
    expect(drawn).toThrow("batches: weights need `shuffle`; got false.");
  });
});
