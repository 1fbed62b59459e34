import { expect, test } from "vitest";
import { arange, compile, countPrograms, State, type Tensor, tensor } from "../src/index.ts";

const int32 = { dtype: "int32" } as const;
const x = arange(12).reshape([3, 4]);
/** Indices that are not known before the program runs. */
const computed = (...indices: number[]): Tensor => tensor(indices, int32).add(0);

test("starts and positions are inputs: a loop over parts compiles once", () => {
  const { compiled } = countPrograms();
  for (let i = 0; i < 3; i++) {
    expect(x.at(i, [i, i + 1]).item()).toBe(5 * i);
    expect(x.at(tensor([i, 0], int32), i).toArray()).toEqual([5 * i, i]);
  }
  expect(countPrograms().compiled - compiled).toBe(2);
});

test("given positions may be whole numbers of any dtype; others are refused", () => {
  expect(x.at(tensor([2, -1])).toArray()).toEqual([
    [8, 9, 10, 11],
    [8, 9, 10, 11],
  ]);
  expect(x.take(tensor([1]), 1).toArray()).toEqual([[1], [5], [9]]);
  expect(() => x.take(tensor([0.5]), 1)).toThrow(
    "take: indices must be int32 or uint8; got float32.",
  );
  expect(() => x.at(tensor([0, 1]).add(1))).toThrow(
    "at: indices must be int32 or uint8; got float32.",
  );
});

test("what a compiled step returned is computed, also once it was read", () => {
  const indices = compile((given: Tensor) => given.add(5))(tensor([0, -5], int32));
  expect(x.take(indices, 0).sum(1).toArray()).toEqual([NaN, 6]);
  expect(indices.toArray()).toEqual([5, 0]);
  expect(x.take(indices, 0).sum(1).toArray()).toEqual([NaN, 6]);
});

test("computed positions outside an axis read NaN, in whatever place they stand", () => {
  expect(x.at(computed(-1, 3, -4, 0), 0).toArray()).toEqual([8, NaN, NaN, 0]);
  expect(x.at(computed(0, 1), computed(4, 5)).toArray()).toEqual([NaN, NaN]);
  expect(x.gather(computed(4, 0, -5).reshape([3, 1]), 1).toArray()).toEqual([[NaN], [4], [NaN]]);
  const dropped = x.scatterAdd(computed(4, 0, -5).reshape([3, 1]), 100, 1);
  expect(dropped.toArray()).toEqual([
    [0, 1, 2, 3],
    [104, 5, 6, 7],
    [8, 9, 10, 11],
  ]);
});

test("a scalar tensor is a position that is not part of the program", () => {
  const row = new State(tensor(0, int32));
  const before = countPrograms().compiled;
  const rows = [0, 1, 2].map((i) => {
    row.assign(i);
    return x.at(row).toArray();
  });
  expect(rows).toEqual(x.toArray());
  expect(countPrograms().compiled - before).toBeLessThanOrEqual(2);
});

test("a mask is read when the part is built, which a compiled step cannot do", () => {
  const odd = x.mod(2).equal(1);
  expect(x.at(odd).toArray()).toEqual([1, 3, 5, 7, 9, 11]);
  expect(x.at(odd.any(1), 0).toArray()).toEqual([0, 4, 8]);
  expect(x.at(x.less(0)).shape).toEqual([0]);
  const step = compile((y: Tensor) => y.at(y.greater(3)));
  expect(() => step(x)).toThrow(
    "compile: a step cannot read what it computes while it is traced, as item() and masks do; return the tensor, and read it outside, or choose with where.",
  );
});

test("updates of scatterAdd are promoted, and broadcast to the indices", () => {
  const counts = tensor([0, 0, 0], int32);
  expect(counts.scatterAdd([2, 2, 0, -1], 1, 0).toArray()).toEqual([1, 0, 3]);
  const halves = counts.scatterAdd([1], 0.5, 0);
  expect([halves.dtype, halves.toArray()]).toEqual(["float32", [0, 0.5, 0]]);
  expect(() => counts.scatterAdd([0, 1], [1, 2, 3], 0)).toThrow(
    "scatterAdd: updates must have the shape of the indices, or broadcast to it; got [3] and [2].",
  );
});

test("argsort is stable along lines of any length", () => {
  const keys = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 13);
  const order = tensor(keys).argsort().toArray() as number[];
  const expected = keys.map((_, i) => i).toSorted((a, b) => keys[a]! - keys[b]! || a - b);
  expect(order).toEqual(expected);
});

test("topK finds the first in order, of equal elements those that stand first, and NaN as the largest", () => {
  const keys = Float32Array.from({ length: 5000 }, (_, i) =>
    i % 1000 === 7 ? NaN : (i * 7919) % 1009,
  );
  for (const [name, elements] of [
    ["mixed", keys],
    ["growing", keys.toSorted()],
    ["falling", keys.toSorted().toReversed()],
  ] as const) {
    const many = tensor(elements).keep();
    for (const largest of [true, false]) {
      const order = many.argsort(0, { descending: largest }).toArray() as number[];
      for (const k of [0, 1, 3, 40, 100, 2500, 4997, 5000]) {
        const { values, indices } = many.topK(k, 0, { largest });
        const first = order.slice(0, k);
        expect([name, k, indices.toArray()]).toEqual([name, k, first]);
        expect(values.toArray()).toEqual(first.map((at) => elements[at]));
      }
    }
  }
});

test("positions with an ellipsis between them stand first, as in NumPy, also where it is no axis", () => {
  const cube = arange(24).reshape([2, 3, 4]);
  const [i, j] = [tensor([0, 1, 2], int32), tensor([1, 2, 3], int32)];
  const apart = [
    [1, 13],
    [6, 18],
    [11, 23],
  ];
  expect(cube.at(":", i, "...", j).toArray()).toEqual(apart);
  expect(cube.at(":", i, j).transpose().toArray()).toEqual(apart);
});
