import type { ModelName } from "@chainrule/mnist/models";
import type { Parameter } from "@chainrule/tensor";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { type Digits, DigitSet, pixels, readDigits } from "../mnist/digits.ts";
import { table } from "../mnist/pack.ts";
import { History } from "./history.ts";
import { lookAt } from "./looking.ts";
import { Meter } from "./meter.ts";
import type { Evaluation } from "./protocol.ts";
import { Training } from "./training.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let digits: Digits;
beforeAll(async () => {
  const { train, test: all } = await readDigits(table());
  const first = ({ images, labels }: DigitSet, count: number): DigitSet =>
    new DigitSet(images.slice(0, count * pixels), labels.slice(0, count));
  digits = { train: first(train, 640), test: first(all, 1000) };
});

function evaluate(training: Training): Evaluation {
  const evaluation = training.evaluate();
  let next = evaluation.next();
  while (next.done !== true) next = evaluation.next();
  return next.value;
}

describe.each<ModelName>(["mlp", "cnn"])("training the %s", (network) => {
  const begin = (seed: number): Training => new Training(digits, { network, seed }, 1e-3);

  test("learns, and tells how each digit is read", () => {
    const training = begin(0);
    const before = evaluate(training);
    for (let i = 0; i < 20; i++) training.step();
    const after = evaluate(training);
    expect(training.epoch).toBe(3);
    expect(before.accuracy).toBeLessThan(0.3);
    expect(after.accuracy).toBeGreaterThan(0.7);
    expect(after.confusion.reduce((sum, count) => sum + count)).toBe(1000);
    const right = after.confusion.filter((_, i) => i % 11 === 0);
    expect(right.reduce((sum, count) => sum + count) / 1000).toBe(after.accuracy);
  });

  test("gives the same losses for the same seed, others for another", () => {
    const losses = (seed: number): number[] => {
      const training = begin(seed);
      return Array.from({ length: 3 }, () => training.step().loss);
    };
    const expected = losses(5);
    expect(losses(5)).toEqual(expected);
    expect(losses(6)).not.toEqual(expected);
  });

  test("at the learning rate 0 learns nothing, and later what the new rate allows", () => {
    const training = begin(0);
    training.learningRate = 0;
    const [weight] = training.parameters as [Parameter];
    const before = Array.from(weight.data());
    training.step();
    expect(Array.from(weight.data())).toEqual(before);
    training.learningRate = 0.1;
    training.step();
    expect(Array.from(weight.data())).not.toEqual(before);
  });

  test("shows what every layer makes of an image, and goes on training", () => {
    const training = begin(0);
    const look = lookAt(training.network, digits.test, 3);
    expect(look.label).toBe(0);
    expect(look.probabilities.reduce((sum, part) => sum + part)).toBeCloseTo(1, 5);
    expect(look.activations.map(({ count, height, width }) => [count, height, width])).toEqual(
      network === "cnn"
        ? [
            [16, 28, 28],
            [16, 14, 14],
            [32, 14, 14],
            [32, 7, 7],
          ]
        : [
            [1, 8, 32],
            [1, 4, 32],
          ],
    );
    for (const { count, height, width, data } of [look.filters, ...look.activations]) {
      expect(data).toHaveLength(count * height * width);
    }
    expect(training.network.training).toBe(true);
  });
});

test("curves keep every test, and no more points than a screen shows", () => {
  const history = new History();
  for (let step = 1; step <= 20_000; step++) {
    history.advance({ step, epoch: 0, loss: 1 / step, accuracy: 0.5, speed: 1 });
    if (step % 500 === 0) history.evaluation({ step, accuracy: 0.9, confusion: [] });
  }
  const [steps, batches, tests] = history.accuracies;
  expect(steps.length).toBeLessThanOrEqual(1201);
  expect(tests!.filter((value) => value !== null)).toHaveLength(40);
  expect(batches).toContain(50);
  expect(history.losses[0].at(-1)).toBe(20_000);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
});

test("a meter that was reset tells at once, as a new one does", () => {
  const meter = new Meter();
  for (let i = 0; i < 2; i++) {
    meter.add({ loss: 1, accuracy: 0.5, images: 100 }, 50);
    expect(meter.due).toBe(true);
    meter.take(1, 0);
    meter.add({ loss: 1, accuracy: 0.5, images: 100 }, 50);
    meter.reset();
    expect(meter.empty).toBe(true);
  }
});

test("a meter tells the means of what was added", () => {
  const meter = new Meter();
  meter.add({ loss: 1, accuracy: 0.5, images: 100 }, 50);
  meter.add({ loss: 3, accuracy: 1, images: 300 }, 150);
  expect(meter.take(2, 0)).toEqual({ step: 2, epoch: 0, loss: 2.5, accuracy: 0.875, speed: 2000 });
});
