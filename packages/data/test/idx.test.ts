import { describe, expect, test } from "vitest";
import { gunzip } from "../src/packing.ts";
import { parseIdx, readIdx } from "../src/index.ts";
import { gzip } from "./gzip.ts";

/** An IDX file: its element type, lengths, and the bytes of its elements. */
function idx(type: number, shape: readonly number[], body: readonly number[]): Uint8Array {
  const lengths = shape.flatMap((n) => [n >>> 24, n >>> 16, n >>> 8, n].map((byte) => byte & 255));
  return Uint8Array.from([0, 0, type, shape.length, ...lengths, ...body]);
}

function bigEndian(bytes: number, set: (view: DataView) => void): number[] {
  const view = new DataView(new ArrayBuffer(bytes));
  set(view);
  return [...new Uint8Array(view.buffer)];
}

describe("elements", () => {
  test.for([
    ["uint8", idx(0x08, [2], [1, 255]), "uint8", [1, 255]],
    ["int8", idx(0x09, [2], [1, 255]), "int32", [1, -1]],
    ["int16", idx(0x0b, [2], [1, 0, 255, 254]), "int32", [256, -2]],
    ["int32", idx(0x0c, [1], [255, 255, 255, 0]), "int32", [-256]],
    [
      "float32",
      idx(
        0x0d,
        [1],
        bigEndian(4, (view) => view.setFloat32(0, 1.5)),
      ),
      "float32",
      [1.5],
    ],
    [
      "float64",
      idx(
        0x0e,
        [1],
        bigEndian(8, (view) => view.setFloat64(0, 0.1)),
      ),
      "float64",
      [0.1],
    ],
    ["a scalar", idx(0x08, [], [7]), "uint8", 7],
    ["no examples", idx(0x08, [0, 2], []), "uint8", []],
  ] as const)("%s", ([, file, dtype, values]) => {
    const read = parseIdx(file);
    expect(read.dtype).toBe(dtype);
    expect(read.toArray()).toEqual(values);
  });

  test("axes in order, from a part of a buffer", () => {
    const file = idx(0x08, [2, 1, 3], [1, 2, 3, 4, 5, 6]);
    const within = Uint8Array.from([9, 9, 9, ...file, 9]).subarray(3, 3 + file.length);
    expect(parseIdx(within).toArray()).toEqual([[[1, 2, 3]], [[4, 5, 6]]]);
  });
});

test("an option that there is not is a sentence, whoever is asked", async () => {
  const typo = { axis: 1 } as object;
  const file = idx(0x08, [1], [7]);
  expect(() => parseIdx(file, typo)).toThrow("parseIdx: there is no option axis, only name, axes.");
  for (const bytes of [file, await gzip(file)]) {
    await expect(readIdx(bytes, typo)).rejects.toThrow("readIdx: there is no option axis");
  }
});

test("gzip is told by its first bytes", async () => {
  const body = Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);
  const file = idx(0x08, [1000, 100], body);
  const read = await readIdx(await gzip(file));
  expect(read.shape).toEqual([1000, 100]);
  expect(Array.from(read.data())).toEqual(body);
  expect((await readIdx(file)).shape).toEqual([1000, 100]);
});

describe("what is not right is a sentence", () => {
  const images = idx(0x08, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
  const name = "train-images";
  test.for([
    [new Uint8Array(), 3, "train-images: expected an IDX file (magic 0x00000803); got 0 bytes."],
    [
      images.subarray(0, 3),
      3,
      "train-images: expected an IDX file (magic 0x00000803); got 3 bytes.",
    ],
    [
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4),
      1,
      "train-images: expected an IDX file (magic 0x00000801); got 0x89504E47.",
    ],
    [
      Uint8Array.of(0, 0, 7, 1, 0, 0, 0, 0),
      undefined,
      "train-images: expected an IDX file (magic 0x0000····); got 0x00000701.",
    ],
    [images, 1, "train-images: expected an IDX file (magic 0x00000801); got 0x00000803."],
    [images.subarray(0, 9), 3, "train-images: needs a header of 16 bytes for 3 axes; got 9."],
    [images.subarray(0, 23), 3, "train-images: needs 24 bytes for 2×2×2 of uint8; got 23."],
    [
      Uint8Array.from([...images, 0]),
      3,
      "train-images: needs 24 bytes for 2×2×2 of uint8; got 25.",
    ],
  ] as const)("%#", async ([bytes, axes, sentence]) => {
    const options = axes === undefined ? { name } : { name, axes };
    await expect(readIdx(bytes, options)).rejects.toThrow(sentence);
    // What is beyond the last element is not unpacked.
    const packed = sentence.replace("got 25", "got more");
    await expect(readIdx(await gzip(bytes), options)).rejects.toThrow(packed);
  });

  test("a small gzip file of much more than it should hold", async () => {
    const file = new Uint8Array(2 ** 24);
    file.set(idx(0x08, [10], []));
    const bomb = await gzip(file);
    expect(bomb.length).toBeLessThan(20_000);
    expect((await gunzip(bomb, 18)).length).toBeLessThan(2 ** 18);
    await expect(readIdx(bomb, { name })).rejects.toThrow(
      "train-images: needs 18 bytes for 10 of uint8; got more.",
    );
  });

  test("a header that says more than the gzip file can hold, before the rest is unpacked", async () => {
    const file = new Uint8Array(2 ** 24);
    const lengths = [2 ** 32 - 1, 2 ** 32 - 1];
    file.set(idx(0x08, lengths, []));
    const bomb = await gzip(file);
    await expect(readIdx(bomb, { name })).rejects.toThrow(
      `train-images: needs ${12 + lengths[0]! * lengths[1]!} bytes for 4294967295×4294967295 of uint8; got at most ${1032 * bomb.length}.`,
    );
    // As tight as it gets: what is whole is read.
    file.set(idx(0x08, [2 ** 24 - 8], []));
    expect(2 ** 24 / (await gzip(file)).length).toBeGreaterThan(1000);
    expect((await readIdx(await gzip(file))).shape).toEqual([2 ** 24 - 8]);
  });

  test.for([
    ["truncated", (bytes: Uint8Array) => bytes.subarray(0, 20)],
    ["cut after its first bytes", (bytes: Uint8Array) => bytes.subarray(0, 2)],
    ["damaged", (bytes: Uint8Array) => bytes.map((byte, i) => (i > 12 ? byte ^ 0xff : byte))],
  ] as const)("gzip that is %s", async ([, harm]) => {
    const bytes = harm(await gzip(images));
    await expect(readIdx(bytes, { name })).rejects.toThrow(
      `train-images: the gzip data must be whole; got ${bytes.length} bytes (`,
    );
  });
});
