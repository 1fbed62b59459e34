import { gradients } from "@chainrule/autograd";
import { Dataset } from "@chainrule/data";
import { Affine, BatchNorm1d, Dropout, type Module, ReLU, Sequential } from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { Adam, AdamW, Momentum, type Optimizer } from "@chainrule/optimizers";
import { countPrograms, randn, setEngine, setSeed, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";

/** Numbers that come from a program are inputs: learning rates, step counts, random keys and the starts of slices compile nothing. */
const examples = 96;
const batch = 16;

function model(): Module & { forward(x: Tensor): Tensor } {
  setSeed(1);
  return new Sequential(
    new Affine(6, 12),
    new BatchNorm1d(12),
    new ReLU(),
    new Dropout(0.3),
    new Affine(12, 3),
  );
}

/** A rate that warms up and then falls. */
function schedule(step: number): number {
  return 0.01 * Math.min((step + 1) / 10, 1) * 0.97 ** step;
}

afterAll(() => setEngine(undefined));

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "%s",
  (_, engine) => {
    beforeAll(() => setEngine(engine));

    const optimizers: Record<string, () => Optimizer> = {
      Adam: () => new Adam(),
      AdamW: () => new AdamW({ weightDecay: 0.1 }),
      Momentum: () => new Momentum({ momentum: 0.9 }),
    };

    test.each(Object.keys(optimizers))(
      "training with a schedule, dropout and a sliced data set compiles each program once: %s",
      (name) => {
        const network = model();
        const parameters = network.parameters();
        const optimizer = optimizers[name]!();
        const x = randn([examples, 6]);
        const y = randn([examples, 3]).argmax(1);
        const programs: number[] = [];
        const losses: number[] = [];
        for (let step = 0; step < 30; step++) {
          const before = countPrograms();
          const start = (step * batch) % examples;
          const images: Tensor = x.slice([start, 0], [start + batch, 6]);
          const loss = softmaxCrossEntropy(
            network.forward(images),
            y.slice([start], [start + batch]),
          );
          optimizer.learningRate = schedule(step);
          optimizer.update(parameters, gradients(loss, parameters));
          losses.push(loss.item());
          const after = countPrograms();
          expect(after.runs - before.runs).toBeLessThanOrEqual(step === 0 ? 10 : 1);
          programs.push(after.compiled - before.compiled);
        }
        // The first step computes the data too, and may make the optimizer's first state.
        expect(programs.slice(2)).toEqual(programs.slice(2).map(() => 0));
        expect(new Set(losses).size).toBe(losses.length);
      },
    );

    test("epochs of shuffled batches and evaluations compile one program each", () => {
      const network = model();
      const parameters = network.parameters();
      const adam = new Adam();
      const x = randn([examples + 5, 6]);
      const y = randn([examples + 5, 3]).argmax(1);
      const data = new Dataset({ x, y });
      const batches = data.batches(batch, { seed: 3, dropLast: true });
      const epoch = (): number => {
        for (const one of batches) {
          const loss = softmaxCrossEntropy(network.forward(one.x), one.y);
          adam.learningRate *= 0.99;
          adam.update(parameters, gradients(loss, parameters));
          loss.item();
        }
        network.evaluate();
        const logits = network.forward(x.slice([0, 0], [50, 6]));
        const right = logits
          .argmax(1)
          .equal(y.slice([0], [50]))
          .sum()
          .item();
        network.train();
        return right;
      };
      epoch();
      epoch();
      const before = countPrograms();
      for (let i = 0; i < 3; i++) epoch();
      const after = countPrograms();
      expect(after.compiled - before.compiled).toBe(0);
      expect(after.runs - before.runs).toBe(3 * 7);
    });

    test("a last batch that is shorter is one more program, once", () => {
      const network = new Affine(4, 2);
      const parameters = network.parameters();
      const adam = new Adam();
      const data = new Dataset({ x: randn([20, 4]) });
      const epochs = [0, 1, 2, 3].map(() => {
        const before = countPrograms().compiled;
        for (const { x } of data.batches(8, { seed: 1 })) {
          const loss = network.forward(x).square().mean();
          adam.update(parameters, gradients(loss, parameters));
          loss.item();
        }
        return countPrograms().compiled - before;
      });
      expect(epochs.slice(1)).toEqual([0, 0, 0]);
    });
  },
);
