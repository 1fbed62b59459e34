import { gradients } from "@chainrule/autograd";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { type Classifier, models } from "@chainrule/mnist/models";
import { Adam } from "@chainrule/optimizers";
import { type Parameter, setSeed } from "@chainrule/tensor";
import type { Batch, Digits } from "../mnist/digits.ts";
import type { Evaluation, Settings } from "./protocol.ts";

/** Images in a step. */
export const batchSize = 128;

/** How one step went. */
export interface Step {
  readonly loss: number;
  /** The part of the batch that was read right. */
  readonly accuracy: number;
  readonly images: number;
}

/** A network that learns: everything it does follows from its settings and the learning rates it is given. */
export class Training {
  readonly settings: Settings;
  readonly network: Classifier;
  readonly parameters: readonly Parameter[];
  readonly #digits: Digits;
  readonly #optimizer: Adam;
  readonly #batches: Iterator<Batch, never>;
  /** Steps done. */
  steps = 0;
  /** Times that every image was seen. */
  epoch = 0;

  constructor(digits: Digits, settings: Settings, learningRate: number) {
    setSeed(settings.seed); // where the weights come from
    this.settings = settings;
    this.network = models[settings.network]();
    this.parameters = this.network.parameters();
    this.#digits = digits;
    this.#optimizer = new Adam({ learningRate });
    this.#batches = this.#forever();
  }

  set learningRate(value: number) {
    this.#optimizer.learningRate = value;
  }

  /** Learns from one batch. */
  step(): Step {
    const { images, labels } = this.#batches.next().value;
    // This only builds a graph: the network, the loss, its gradients, and the parameters' next values.
    const logits = this.network.forward(images);
    const loss = softmaxCrossEntropy(logits, labels);
    const accuracy = logits.argmax(1).equal(labels).mean();
    this.#optimizer.update(this.parameters, gradients(loss, this.parameters));
    this.steps++;
    // Reading a value runs all of it as one program: compiled for the first batch, replayed for the others.
    return { loss: loss.item(), accuracy: accuracy.item(), images: images.shape[0]! };
  }

  /** Every image once, in a new order, and again. */
  *#forever(): Generator<Batch, never> {
    const batches = this.#digits.train.batches(batchSize, { seed: this.settings.seed });
    for (;;) {
      yield* batches;
      this.epoch++;
    }
  }

  /** Reads every test image, and gives way to the caller after each batch of them. */
  *evaluate(): Generator<undefined, Evaluation & { readonly read: Uint8Array }> {
    const { step, network } = { step: this.steps, network: this.network };
    const { labels } = this.#digits.test;
    const read = new Uint8Array(labels.length);
    let at = 0;
    for (const { images } of this.#digits.test.batches(500)) {
      network.evaluate(); // batch normalisation uses what it has learnt about all images
      const digits = network.forward(images).argmax(1).data();
      network.train();
      read.set(digits, at);
      at += digits.length;
      yield;
    }
    const confusion = Array.from({ length: 100 }, () => 0);
    labels.forEach((label, i) => confusion[10 * label + read[i]!]!++);
    const right = confusion.reduce((sum, count, i) => (i % 11 === 0 ? sum + count : sum), 0);
    return { step, accuracy: right / labels.length, confusion, read };
  }
}
