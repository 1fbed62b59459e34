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

/** What is trained: a network that gives ten logits for each image of `[batch, 1, 28, 28]`. */
export interface Classifier extends Module {
  readonly layers: readonly Module[];
  forward(images: Tensor): Tensor;
}

/** A multilayer perceptron: 784 pixels, two hidden layers, ten digits. */
function mlp(): Classifier {
  return new Sequential(
    new Flatten(),
    new Affine(784, 256),
    new ReLU(),
    new Affine(256, 128),
    new ReLU(),
    new Affine(128, 10),
  );
}

/** A convolutional network. Each half finds patterns, and keeps the strongest answer in each 2×2 square. */
function cnn(): Classifier {
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

export type ModelName = "mlp" | "cnn";

export const models: Readonly<Record<ModelName, () => Classifier>> = { mlp, cnn };
