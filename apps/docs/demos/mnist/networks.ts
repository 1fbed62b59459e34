import {
  Affine,
  BatchNorm2d,
  Conv2d,
  Flatten,
  MaxPool2d,
  type Module,
  ReLU,
  Sequential,
} from "@chainrule/layers";
import type { Tensor } from "@chainrule/tensor";

/** A network that gives ten logits for each image of `[batch, 1, 28, 28]`, and shows its layers. */
export interface Network extends Module {
  readonly layers: readonly Module[];
  forward(images: Tensor): Tensor;
}

export type NetworkName = "mlp" | "cnn";

/** 784 pixels, two hidden layers, ten digits. */
function mlp(): Network {
  return new Sequential(
    new Flatten(),
    new Affine(784, 256),
    new ReLU(),
    new Affine(256, 128),
    new ReLU(),
    new Affine(128, 10),
  );
}

/** Each half finds patterns, and keeps the strongest answer in each 2×2 square. */
function cnn(): Network {
  return new Sequential(
    new Conv2d(1, 16, 5, { padding: 2 }),
    new BatchNorm2d(16),
    new ReLU(),
    new MaxPool2d(2), // [batch, 16, 14, 14]
    new Conv2d(16, 32, 5, { padding: 2 }),
    new BatchNorm2d(32),
    new ReLU(),
    new MaxPool2d(2), // [batch, 32, 7, 7]
    new Flatten(),
    new Affine(32 * 7 * 7, 10),
  );
}

export const networks: Readonly<Record<NetworkName, () => Network>> = { mlp, cnn };
