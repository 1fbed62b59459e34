import { type BatchOptions, type Batches, Dataset, normalize, readIdx } from "@chainrule/data";
import { fromData, type Tensor } from "@chainrule/tensor";

/** Pixels of an image, of 28 rows of 28. */
export const pixels = 784;

/** Images in the file: 60,000 to learn from, and 10,000 to be tested with. */
export const rows = 70_000;
const trainingRows = 60_000;

/** The mean and the standard deviation of MNIST's pixels, which are bytes. */
const moments = { mean: 33.3, std: 78.6 };

/** A batch as a network wants it. */
export interface Batch {
  /** `[batch, 1, 28, 28]`, normalised. */
  readonly images: Tensor;
  /** `[batch]`, from 0 to 9. */
  readonly labels: Tensor;
}

/** Images, bytes of `[batch, 28, 28]`, as a network wants them: `[batch, 1, 28, 28]`, around 0. */
export function normalized(images: Tensor): Tensor {
  return normalize(images, moments).unsqueeze(1);
}

/** Images as a network wants them, of their bytes one after the other. */
export function imagesOf(bytes: Uint8Array): Tensor {
  return normalized(fromData(bytes, [bytes.length / pixels, 28, 28], "uint8"));
}

/** Handwritten digits and what they mean. */
export class DigitSet {
  /** The pixels, image by image. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly #data: { batches(size: number, options: BatchOptions): Batches<Batch> };

  constructor(images: Uint8Array, labels: Uint8Array) {
    this.images = images;
    this.labels = labels;
    const fields = { images: fromData(images, [labels.length, 28, 28], "uint8"), labels };
    // Bytes travel to the engine as bytes; they become numbers around 0 in the compiled program.
    this.#data = new Dataset(fields).map((batch) => ({
      images: normalized(batch.images),
      labels: batch.labels,
    }));
  }

  get length(): number {
    return this.labels.length;
  }

  /** All images in batches; given a seed, every iteration is another order. */
  batches(size: number, options: BatchOptions = {}): Batches<Batch> {
    return this.#data.batches(size, options);
  }

  /** The pixels of one image. */
  image(index: number): Uint8Array {
    return this.images.slice(index * pixels, (index + 1) * pixels);
  }
}

/** MNIST. */
export interface Digits {
  readonly train: DigitSet;
  readonly test: DigitSet;
}

/** Reads the file that `pack.ts` writes. Rejects with a sentence where it is not whole. */
export async function readDigits(bytes: Uint8Array): Promise<Digits> {
  const table = await readIdx(bytes, { name: "mnist.bin", axes: 2 });
  const [count, width] = table.shape;
  if (count !== rows || width !== 1 + pixels) {
    throw new Error(
      `mnist.bin: needs ${rows} rows of ${1 + pixels} bytes; got ${table.shape.join("×")}.`,
    );
  }
  const data = table.data();
  const part = (from: number, to: number): DigitSet => {
    const images = new Uint8Array((to - from) * pixels);
    const labels = new Uint8Array(to - from);
    for (let i = from; i < to; i++) {
      const at = i * (1 + pixels);
      labels[i - from] = data[at]!;
      images.set(data.subarray(at + 1, at + 1 + pixels), (i - from) * pixels);
    }
    return new DigitSet(images, labels);
  };
  return { train: part(0, trainingRows), test: part(trainingRows, rows) };
}
