import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { type Digits, pixels, readDigits } from "./digits.ts";
import { table } from "./pack.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe("MNIST in one file", () => {
  let digits: Digits;
  beforeAll(async () => {
    digits = await readDigits(table());
  });

  test("has 60,000 images to learn from, and 10,000 to be tested with", () => {
    expect([digits.train, digits.test].map(({ length }) => length)).toEqual([60_000, 10_000]);
    const counts = (labels: Uint8Array): number[] =>
      Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
    // As on the page of the database, and in every paper since.
    expect(counts(digits.train.labels)).toEqual([
      5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]);
    expect(counts(digits.test.labels)).toEqual([
      980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
    ]);
  });

  test("whose pixels have the mean and the standard deviation that networks are given", () => {
    const { images } = digits.train;
    let [sum, squares] = [0, 0];
    for (const pixel of images) {
      sum += pixel;
      squares += pixel * pixel;
    }
    const mean = sum / images.length;
    expect(mean).toBeCloseTo(33.3, 1);
    expect(Math.sqrt(squares / images.length - mean * mean)).toBeCloseTo(78.6, 1);
  });

  test("in batches as a network wants them", () => {
    const [first] = digits.test.batches(3);
    expect(first!.images.shape).toEqual([3, 1, 28, 28]);
    expect(first!.labels.toArray()).toEqual([7, 2, 1]);
    expect(digits.test.image(1)).toEqual(digits.test.images.slice(pixels, 2 * pixels));
  });
});

describe("a file that is not right gives one sentence", () => {
  const header = (count: number, width: number): number[] =>
    [0x0802, count, width].flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  const whole = gzipSync(Uint8Array.from({ length: 5000 }, (_, i) => 1e6 * Math.sin(i + 1)));

  test.each([
    ["in part", whole.subarray(0, 900), /^mnist\.bin: the gzip data must be whole; got 900 bytes/],
    [
      "with a wrong bit",
      whole.map((byte, i) => (i === 700 ? byte ^ 1 : byte)),
      /^mnist\.bin: the gzip data must be whole/,
    ],
    ["of a page", new TextEncoder().encode("<!doctype html>"), /^mnist\.bin: expected an IDX file/],
    [
      "of other rows",
      Uint8Array.of(...header(2, 3), 1, 2, 3, 4, 5, 6),
      "mnist.bin: needs 70000 rows of 785 bytes; got 2×3.",
    ],
  ])("%s", async (_, bytes, sentence) => {
    await expect(readDigits(bytes)).rejects.toThrow(sentence);
  });
});
