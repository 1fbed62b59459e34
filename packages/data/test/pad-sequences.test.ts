import { Parameter, type Tensor, tensor } from "@chainrule/tensor";
import * as fc from "fast-check";
import { expect, expectTypeOf, test } from "vitest";
import { padSequences } from "../src/index.ts";

test("law: every sequence stands at its side, and the rest is the value", () => {
  const options = fc.record({
    value: fc.integer({ min: -5, max: 5 }),
    side: fc.constantFrom("start", "end"),
    multipleOf: fc.integer({ min: 1, max: 5 }),
  });
  const sequences = fc.array(fc.array(fc.integer({ min: 10, max: 99 }), { maxLength: 9 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(sequences, options, (lists, { value, side, multipleOf }) => {
      const given = lists.map((list) => Int32Array.from(list));
      const { values, lengths } = padSequences(given, { value, side, multipleOf });
      const longest = Math.max(...lists.map(({ length }) => length));
      const length = Math.ceil(longest / multipleOf) * multipleOf;
      const expected = lists.map((list) => {
        const rest = Array.from({ length: length - list.length }, () => value);
        return side === "end" ? [...list, ...rest] : [...rest, ...list];
      });
      expect(values.shape).toEqual([lists.length, length]);
      expect(values.dtype).toBe("int32");
      expect(values.toArray()).toEqual(expected);
      expect(lengths.toArray()).toEqual(lists.map((list) => list.length));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("elements may have a shape, and be computed", () => {
  const weights = new Parameter([
    [1, 2],
    [3, 4],
  ]);
  const { values, lengths } = padSequences([weights.mul(2), tensor([[9, 9]])], { value: NaN });
  expect(values.shape).toEqual([2, 2, 2]);
  expect(values.dtype).toBe("float32");
  expect([...values.data()]).toEqual([2, 4, 6, 8, 9, 9, NaN, NaN]);
  expect(lengths.toArray()).toEqual([2, 1]);
});

test("what is padded does not change with what it was made of", () => {
  const given = Float32Array.of(1, 2);
  const { values } = padSequences([given]);
  given[0] = 7;
  expect(values.toArray()).toEqual([[1, 2]]);
});

test("a dtype that is named is known", () => {
  const { values } = padSequences([[1], []], { dtype: "int32" });
  expectTypeOf(values).toEqualTypeOf<Tensor<number[], "int32">>();
  expect([values.dtype, values.shape]).toEqual(["int32", [2, 1]]);
});

test.each<[sentence: string, made: () => unknown]>([
  ["padSequences: needs at least one sequence; got none.", () => padSequences([])],
  ["padSequences: needs an array; got 3.", () => padSequences(3 as never)],
  [
    "padSequences: sequences must have elements of one kind; got int32 of [] and, in sequence 1, float32 of [].",
    () => padSequences([Int32Array.of(1), Float32Array.of(1)]),
  ],
  [
    "padSequences: sequences must have elements of one kind; got float32 of [2] and, in sequence 2, float32 of [1].",
    () => padSequences([[[1, 2]], [[3, 4]], [[5]]]),
  ],
  ["padSequences: sequence 1 must have a first axis; got a scalar.", () => padSequences([[1], 2])],
  [
    "padSequences: sequence 0 must be a Float32Array, Float64Array, Int32Array, Uint8Array or a tensor; got Uint16Array.",
    () => padSequences([Uint16Array.of(1) as never]),
  ],
  [
    "padSequences: -100 does not fit uint8.",
    () => padSequences([Uint8Array.of(1)], { value: -100 }),
  ],
  [
    'padSequences: side must be "start" or "end"; got left.',
    () => padSequences([[1]], { side: "left" as never }),
  ],
  [
    "padSequences: multipleOf must be a whole number from 1; got 0.",
    () => padSequences([[1]], { multipleOf: 0 }),
  ],
  [
    "padSequences: there is no option padding, only value, side, multipleOf, dtype.",
    () => padSequences([[1]], { padding: 0 } as never),
  ],
])("%s", (sentence, made) => {
  expect(made).toThrow(sentence);
});
