import { expect, test } from "vitest";
import { zeros } from "@chainrule/tensor";
import { toOnnx } from "../src/index.ts";
import { add, fixed, scale, unify } from "../src/length.ts";
import { Message } from "../src/protobuf.ts";

test("messages are those of the format's own documentation", () => {
  const inner = new Message().integer(1, 150);
  expect([...inner.encode()]).toEqual([0x08, 0x96, 0x01]);
  expect([...new Message().text(2, "testing").encode()]).toEqual([
    0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
  ]);
  expect([...new Message().message(3, inner).encode()]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  expect([...new Message().integers(6, [3, 270, 86942]).encode()]).toEqual([
    0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05,
  ]);
  expect(new Message().integer(1, -1).size).toBe(11);
});

test("a length that grows with the batch is told from ones that do not", () => {
  expect(unify([7, 7, 7])).toBe(7);
  expect(
    unify([
      [4, 9],
      [6, 9],
      [10, 9],
    ]),
  ).toEqual([{ times: 2, plus: 0 }, 9]);
  expect(unify([{ a: 1 }, { a: 2 }, { a: 4 }])).toEqual({ a: { times: 1, plus: -1 } });
  for (const values of [
    [4, 9, 25],
    [1 / 2, 1 / 3, 1 / 5],
    [[2], [3, 3], [5]],
    ["a", "b", "c"],
  ]) {
    expect(() => unify<unknown>(values)).toThrow(
      /^toOnnx: a batch of another size must change lengths only/,
    );
  }
});

test("law: lengths are added and multiplied as numbers are, for every batch", () => {
  const at = (length: ReturnType<typeof add>, batch: number): number =>
    typeof length === "number" ? length : length.times * batch + length.plus;
  const lengths = [0, 3, { times: 2, plus: -1 }, { times: -2, plus: 4 }];
  for (const a of lengths) {
    for (const b of lengths) {
      expect(at(add(a, b), 9)).toBe(at(a, 9) + at(b, 9));
      expect(at(scale(a, 3), 9)).toBe(3 * at(a, 9));
    }
  }
  expect(add({ times: 2, plus: -1 }, { times: -2, plus: 4 })).toBe(3);
  expect(() => fixed("axes", [1, [{ times: 1, plus: 0 }]])).toThrow(
    "toOnnx: axes must not depend on the size of the batch.",
  );
});

test("a file is as large as what it stores, and little more", () => {
  const weights = zeros([100, 100]);
  weights.data();
  const file = toOnnx(({ x }) => ({ y: x.matmul(weights) }), { x: zeros([1, 100]) });
  expect(file.length).toBeGreaterThan(40_000);
  expect(file.length).toBeLessThan(40_500);
});
