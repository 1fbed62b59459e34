import { uniform } from "./random.ts";
import type { Input, Model } from "./work.ts";

/** 784-256-128-10 with ReLU between. */
export const mlp: Model = { kind: "mlp", sizes: [784, 256, 128, 10] };

/** Twice (conv 5×5 pad 2, batch norm, ReLU, max pool 2), from 1 to 16 to 32 channels; then affine 1568→10. */
export const cnn: Model = { kind: "cnn", size: 28, channels: [1, 16, 32], classes: 10 };

/** The pixels of an image that goes into `model`. */
export function pixels(model: Model): number {
  return model.kind === "mlp" ? model.sizes[0]! : model.size ** 2;
}

/**
 * The weights every library starts from, by name, in the layout of Chainrule and PyTorch's convolutions: an MLP's `weight0` `[in, out]`,
 * `bias0`, …; a CNN's `kernel0` `[out, in, 5, 5]`, `offset0`, `scale0`, `shift0`, `mean0`, `variance0`, …, `weight` `[channels·height·width, classes]`, `bias`.
 */
export function weights(model: Model): Record<string, Input> {
  const made: Record<string, Input> = {};
  const add = (name: string, shape: readonly number[], scale: number, middle = 0): void => {
    const seed = Object.keys(made).length + 1;
    const length = shape.reduce((product, n) => product * n, 1);
    const values = (): Float32Array => uniform(length, seed, scale).map((x) => x + middle);
    made[name] = { shape, dtype: "float32", values };
  };
  if (model.kind === "mlp") {
    model.sizes.slice(1).forEach((outputs, i) => {
      const inputs = model.sizes[i]!;
      add(`weight${i}`, [inputs, outputs], 1 / Math.sqrt(inputs));
      add(`bias${i}`, [outputs], 1 / Math.sqrt(inputs));
    });
    return made;
  }
  const { size, channels, classes } = model;
  channels.slice(1).forEach((outputs, i) => {
    const inputs = channels[i]!;
    const spread = 1 / Math.sqrt(inputs * 25);
    add(`kernel${i}`, [outputs, inputs, 5, 5], spread);
    add(`offset${i}`, [outputs], spread);
    add(`scale${i}`, [outputs], 0.2, 1);
    add(`shift${i}`, [outputs], 0.2);
    add(`mean${i}`, [outputs], 0.2);
    add(`variance${i}`, [outputs], 0.2, 0.5);
  });
  const features = channels.at(-1)! * (size / 2 ** (channels.length - 1)) ** 2;
  add("weight", [features, classes], 1 / Math.sqrt(features));
  add("bias", [classes], 1 / Math.sqrt(features));
  return made;
}

/** The multiplications and additions of the layers with weights, for a batch: forward, and in training both gradients. */
export function flops(model: Model, batch: number, { training }: { training: boolean }): number {
  const layers: number[] = [];
  if (model.kind === "mlp") {
    model.sizes.slice(1).forEach((outputs, i) => layers.push(model.sizes[i]! * outputs));
  } else {
    const { size, channels, classes } = model;
    channels.slice(1).forEach((outputs, i) => {
      layers.push((size / 2 ** i) ** 2 * channels[i]! * outputs * 25);
    });
    layers.push((size / 2 ** (channels.length - 1)) ** 2 * channels.at(-1)! * classes);
  }
  // The first layer's input needs no gradient.
  const passes = (i: number): number => (!training ? 1 : i === 0 ? 2 : 3);
  return layers.reduce(
    (sum, multiplications, i) => sum + 2 * batch * multiplications * passes(i),
    0,
  );
}
