import { Node, type Roles } from "@chainrule/graph";
import { expect, test } from "vitest";
import { threefry } from "../src/kernels/create.ts";
import { elements, leaf } from "./run.ts";

test("elementwise: broadcast, wrap and round", () => {
  const sum = Node.apply("add", [leaf([2, 1], [1, 2]), leaf([3], [10, 20, 30])], {});
  expect(elements(sum)).toEqual([11, 21, 31, 12, 22, 32]);
  const big = leaf([2], [2 ** 31 - 1, 65537], "int32");
  expect(elements(Node.apply("mul", [big, big], {}))).toEqual([1, 131073]);
  const halves = leaf([6], [0.5, 1.5, 2.5, -0.5, -1.5, -0.2]);
  expect(elements(Node.apply("round", [halves], {}))).toEqual([0, 2, 2, -0, -2, -0]);
  const divided = Node.apply("mod", [leaf([4], [5, -5, 5, -5]), leaf([4], [3, 3, -3, -3])], {});
  expect(elements(divided)).toEqual([2, 1, -1, -2]);
});

test("reduce: axes, and the first NaN wins", () => {
  const x = leaf([2, 3], [1, 2, 3, 4, 5, 6]);
  expect(elements(Node.apply("sum", [x], { axes: [0] }))).toEqual([5, 7, 9]);
  expect(elements(Node.apply("prod", [x], { axes: [0, 1] }))).toEqual([720]);
  const y = leaf([4], [1, NaN, 9, NaN]);
  expect(elements(Node.apply("argmax", [y], { axis: 0 }))).toEqual([1]);
  expect(elements(Node.apply("min", [y], { axes: [0] }))).toEqual([NaN]);
});

test("movement: slice clamps its starts and pad is its transpose", () => {
  const x = leaf([5], [0, 1, 2, 3, 4]);
  const starts = leaf([1], [9], "int32");
  const slice = Node.apply("slice", [x, starts], { sizes: [2], steps: [2] });
  expect(elements(slice)).toEqual([2, 4]);
  const pad = Node.apply("pad", [slice, starts], { shape: [5], steps: [2] });
  expect(elements(pad)).toEqual([0, 0, 2, 0, 4]);
});

test("movement: windows and fold", () => {
  const sliding = { axes: [0], sizes: [3], strides: [1], dilations: [1] };
  const windows = Node.apply("windows", [leaf([4], [1, 2, 3, 4])], sliding);
  expect(elements(windows)).toEqual([1, 2, 3, 2, 3, 4]);
  expect(elements(Node.apply("fold", [windows], { ...sliding, shape: [4] }))).toEqual([1, 4, 6, 4]);
});

test("movement: take and scatterAdd out of range", () => {
  const indices = leaf([3], [1, -1, 1], "int32");
  const x = leaf([2, 2], [1, 2, 3, 4]);
  expect(elements(Node.apply("take", [x, indices], { axis: 0 }))).toEqual([3, 4, NaN, NaN, 3, 4]);
  const updates = leaf([3], [1, 2, 4]);
  expect(elements(Node.apply("scatterAdd", [updates, indices], { axis: 0, length: 2 }))).toEqual([
    0, 5,
  ]);
});

const roles: Roles = { input: [0, 1, 2], kernel: [0, 1, 2], output: [0, 1, 2] };
const plain = {
  strides: [1],
  padding: [[0, 0]],
  inputDilation: [1],
  kernelDilation: [1],
  groups: 1,
  batchGroups: 1,
  flip: false,
  roles,
  dtype: "float32",
} as const;

test("contract: matmul repeats leading axes", () => {
  const a = leaf([2, 1, 2], [1, 2, 3, 4]);
  const b = leaf([2, 1], [10, 1]);
  expect(elements(Node.apply("matmul", [a, b], { dtype: "float32" }))).toEqual([12, 34]);
});

test("contract: convolve pads, strides, dilates and flips", () => {
  const x = leaf([1, 1, 4], [1, 2, 3, 4]);
  const w = leaf([1, 1, 2], [1, 10]);
  const y = (attributes: object): number[] =>
    elements(Node.apply("convolve", [x, w], { ...plain, ...attributes }));
  expect(y({})).toEqual([21, 32, 43]);
  expect(y({ flip: true })).toEqual([12, 23, 34]);
  expect(y({ padding: [[1, -1]] })).toEqual([10, 21, 32]);
  expect(y({ strides: [2] })).toEqual([21, 43]);
  expect(y({ kernelDilation: [2] })).toEqual([31, 42]);
  expect(y({ inputDilation: [2] })).toEqual([1, 20, 2, 30, 3, 40]);
});

test("contract: groups split the features and batch groups the batch", () => {
  const w = leaf([2, 1, 1], [1, 10]);
  const grouped = Node.apply("convolve", [leaf([1, 2, 1], [3, 4]), w], { ...plain, groups: 2 });
  expect(elements(grouped)).toEqual([3, 40]);
  const batched = Node.apply("convolve", [leaf([2, 1, 1], [3, 4]), w], {
    ...plain,
    batchGroups: 2,
  });
  expect(elements(batched)).toEqual([3, 40]);
});

test("create: threefry gives the vectors that Random123 publishes (kat_vectors, threefry2x32 20)", () => {
  const hex = (key: [number, number], counter: [number, number]): string =>
    threefry(key, counter)
      .map((word) => (word >>> 0).toString(16).padStart(8, "0"))
      .join(" ");
  expect(hex([0, 0], [0, 0])).toBe("6b200159 99ba4efe");
  expect(hex([-1, -1], [-1, -1])).toBe("1cb996fc bb002be7");
  expect(hex([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3 | 0])).toBe("c4923a9c 483df7a0");
});

test("create: the counter of random carries into its high word", () => {
  const at = (low: number, high: number, length: number): number[] =>
    elements(
      Node.apply("random", [leaf([4], [1, 2, low, high], "int32")], {
        shape: [length],
        dtype: "int32",
      }),
    );
  expect(at(-1, 7, 2)).toEqual([...at(-1, 7, 1), ...at(0, 8, 1)]);
});
