import { expect, test } from "vitest";
import {
  arange,
  concatenate,
  countPrograms,
  eye,
  ones,
  oneHot,
  Parameter,
  rand,
  randint,
  randn,
  setSeed,
  split,
  stack,
  State,
  tensor,
  where,
  zeros,
  linspace,
  convolve,
  withoutAssignments,
} from "../src/index.ts";

test("reads", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  expect(x.add(1).mul(x).toArray()).toEqual([
    [2, 6],
    [12, 20],
  ]);
  expect(x.mean().item()).toBe(2.5);
});

test("many", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  expect(x.softmax().sum(1).toArray()).toEqual([1, 1]);
  expect(x.matmul(x).toArray()).toEqual([
    [7, 10],
    [15, 22],
  ]);
  expect(x.matmul([1, 1]).toArray()).toEqual([3, 7]);
  expect(x.variance(0).toArray()).toEqual([1, 1]);
  expect(x.mT.toArray()).toEqual([
    [1, 3],
    [2, 4],
  ]);
  expect(x.take([-1], 0).toArray()).toEqual([[3, 4]]);
  expect(x.gather([[1], [0]], 1).toArray()).toEqual([[2], [3]]);
  expect(x.slice([0, 1]).toArray()).toEqual([[2], [4]]);
  expect(x.slice([-1]).toArray()).toEqual([[3, 4]]);
  expect(
    x
      .pad(
        [
          [1, 0],
          [-1, 0],
        ],
        { value: 9 },
      )
      .toArray(),
  ).toEqual([[9], [2], [4]]);
  expect(oneHot([1, 0], 2).toArray()).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(eye(2).toArray()).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(arange(3).toArray()).toEqual([0, 1, 2]);
  expect(arange(0, 1, 0.25).toArray()).toEqual([0, 0.25, 0.5, 0.75]);
  expect(linspace(0, 1, 3).toArray()).toEqual([0, 0.5, 1]);
  expect(where([true, false], 1, [2, 3]).toArray()).toEqual([1, 3]);
  expect(concatenate([x, zeros([1, 2])]).shape).toEqual([3, 2]);
  expect(stack([x, x], -1).shape).toEqual([2, 2, 2]);
  expect(split(x, 2, 1).map((p) => p.toArray())).toEqual([
    [[1], [3]],
    [[2], [4]],
  ]);
  expect(x.logSumExp().shape).toEqual([]);
  expect(x.argmax().item()).toBe(3);
  expect(convolve(ones([1, 1, 3, 3]), ones([1, 1, 2, 2]), { padding: 1 }).shape).toEqual([
    1, 1, 4, 4,
  ]);
});

test("random", () => {
  setSeed(1);
  const a = rand([3]).toArray();
  setSeed(1);
  expect(rand([3]).toArray()).toEqual(a);
  expect(rand([3]).toArray()).not.toEqual(a);
  expect(randn([1000]).std().item()).toBeCloseTo(1, 1);
  expect(Math.min(...randint(2, 5, [100]).data())).toBe(2);
});

test("state", () => {
  const p = new Parameter([1, 2]);
  const loss = p.sum();
  p.assign(p.sub(0.5));
  const before = countPrograms().runs;
  expect(loss.item()).toBe(3);
  expect(p.toArray()).toEqual([0.5, 1.5]);
  expect(countPrograms().runs - before).toBe(1);
  const late = p.mul(2);
  p.assign(p.sub(0.5));
  expect(p.toArray()).toEqual([0, 1]);
  expect(() => late.toArray()).toThrow(/replaced/);
  const s = new State(0);
  s.assign(s.add(1));
  s.assign(s.add(1));
  expect(s.item()).toBe(2);
  withoutAssignments(() => {
    s.assign(s.add(1));
    expect(s.item()).toBe(3);
  });
  expect(s.item()).toBe(2);
});
