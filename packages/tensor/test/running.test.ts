import { expect, test } from "vitest";
import { Generator, randint, tensor, zeros } from "../src/index.ts";

/** The running sums of a line, one after the other. */
function sumsOf(line: readonly number[]): number[] {
  let sum = 0;
  return line.map((x) => (sum += x));
}

test.each([0, 1, 2, 127, 128, 129, 255, 256, 257, 1000, 16_384, 16_385, 20_000])(
  "cumsum along a line of %i, in both directions",
  (length) => {
    const x = randint(-9, 9, [length], { generator: new Generator(length) });
    const line = [...x.data()];
    const sums = sumsOf(line);
    expect(x.cumsum().toArray()).toEqual(sums);
    expect(x.cumsum(0, { exclusive: true }).toArray()).toEqual(
      line.map((_, i) => sums[i - 1] ?? 0),
    );
    expect(x.cumsum(0, { reverse: true }).toArray()).toEqual(
      sumsOf(line.toReversed()).toReversed(),
    );
    expect(x.cast("float64").cumsum().toArray()).toEqual(sums);
  },
);

test("cumsum along each axis of lines that are longer than a piece", () => {
  const x = randint(-9, 9, [3, 300, 5], { generator: new Generator(1) });
  const lines = x.permute([0, 2, 1]);
  const sums = lines.toArray().map((rows) => rows.map(sumsOf));
  expect(x.cumsum(1).permute([0, 2, 1]).toArray()).toEqual(sums);
  expect(lines.cumsum(2).toArray()).toEqual(sums);
  expect(zeros([0, 300]).cumsum(1).shape).toEqual([0, 300]);
});

test("what is not finite, and the sign of a zero, reach what comes after them and nothing before", () => {
  const at = 200;
  const line = Array.from({ length: 400 }, (_, i) => (i === at ? Infinity : i < at ? -0 : 1));
  const sums = tensor(line).cumsum().toArray();
  expect(sums.slice(0, at).every((sum) => Object.is(sum, -0))).toBe(true);
  expect(sums.slice(at).every((sum) => sum === Infinity)).toBe(true);
  const products = tensor(line.map((x, i) => (i === at ? NaN : x + 1)))
    .cumprod()
    .toArray();
  expect(products.slice(0, at)).toEqual(line.slice(0, at).map(() => 1));
  expect(products.slice(at).every(Number.isNaN)).toBe(true);
});
