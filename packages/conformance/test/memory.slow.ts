import { gradients } from "@chainrule/autograd";
import { Affine, BatchNorm1d, ReLU, Sequential, Tanh } from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { Accuracy, auroc, Collected, ConfusionMatrix, R2Score } from "@chainrule/metrics";
import { Adam } from "@chainrule/optimizers";
import { fromData, randint, randn, setSeed, type Tensor } from "@chainrule/tensor";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";

/** Loops that never wait, so that no finalizer runs, in memory that stays flat. */
const megabyte = 2 ** 20;

setFlagsFromString("--expose-gc");
/** Collects garbage at once, finalizers excepted. Otherwise the resident set is a saw, whose teeth are thousands of steps long. */
const collect = runInNewContext("gc") as () => void;

/** The lower quartile of a list of numbers. */
function low(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 4)]!;
}

/** The resident set while a loop runs, in MB: early, from the first 5 % on, and late, without garbage; and the most there was, with it. */
interface Residence {
  readonly early: number;
  readonly late: number;
  readonly most: number;
}

/** Runs `step` `count` times in one go. */
function measure(count: number, step: (i: number) => void): Residence {
  const samples: number[] = [];
  let most = 0;
  for (let i = 0; i < count; i++) {
    step(i);
    if ((i + 1) % (count / 200) !== 0) continue;
    const before = process.memoryUsage.rss() / megabyte;
    most = Math.max(most, before);
    if ((i + 1) % (count / 40) !== 0) continue;
    // The second time waits until what the first has found is given back.
    collect();
    collect();
    samples.push(process.memoryUsage.rss() / megabyte);
  }
  console.log(
    `resident set, MB, every 2.5 %: ${samples.map(Math.round).join(" ")}; most ${Math.round(most)}`,
  );
  // The low values of a quarter each: arrays that the collector has found are given back some time later, and stand above what is alive.
  return { early: low(samples.slice(2, 12)), late: low(samples.slice(-10)), most };
}

/** No growth to speak of: less than 3 %, or `slack` MB; and garbage of no more than a tooth of the saw. */
function expectFlat({ early, late, most }: Residence, slack = 16): void {
  expect(late - early).toBeLessThan(Math.max(0.03 * early, slack));
  expect(most - early).toBeLessThan(200);
}

test("10,000 steps of training in one loop", () => {
  setSeed(1);
  const model = new Sequential(
    new Affine(20, 32),
    new BatchNorm1d(32),
    new ReLU(),
    new Affine(32, 16),
    new Tanh(),
    new Affine(16, 4),
  );
  const parameters = model.parameters();
  const adam = new Adam();
  let last = Infinity;
  expectFlat(
    measure(10_000, () => {
      const x = randn([16, 20]);
      const loss = softmaxCrossEntropy(model.forward(x), x.slice([0, 0], [16, 4]).argmax(1));
      adam.update(parameters, gradients(loss, parameters));
      last = loss.item();
    }),
  );
  expect(last).toBeLessThan(1.3);
});

test("10,000 steps on fresh data of the host, of which a few losses are kept and none is read", () => {
  const model = new Affine(784, 10);
  const parameters = model.parameters();
  const adam = new Adam();
  const losses: Tensor[] = [];
  expectFlat(
    measure(10_000, (i) => {
      const x = fromData(new Float32Array(64 * 784).fill(i % 7), [64, 784], "float32");
      const y = fromData(new Int32Array(64).fill(i % 10), [64], "int32");
      const loss = softmaxCrossEntropy(model.forward(x), y);
      adam.update(parameters, gradients(loss, parameters));
      losses.push(loss);
      if (losses.length > 100) losses.shift();
    }),
    // Of the 2 GB that pass through, the C library keeps what it was last given back, or does not.
    64,
  );
  expect(losses.at(-1)!.item()).toBeGreaterThanOrEqual(0);
});

test("10,000 batches of fresh data that are measured, and none of which is read", () => {
  const model = new Affine(784, 10);
  const metrics = [new Accuracy(), new ConfusionMatrix(10)];
  const score = new R2Score();
  const ranking = new Collected(auroc);
  expectFlat(
    measure(10_000, (i) => {
      const x = fromData(new Float32Array(16 * 784).fill(i % 7), [16, 784], "float32");
      const y = fromData(new Int32Array(16).fill(i % 10), [16], "int32");
      const logits = model.forward(x);
      for (const metric of metrics) metric.update(logits, y);
      score.update(logits.max(1), y);
      // These are kept: 1.3 MB in all.
      ranking.update(logits.max(1), y.equal(3));
    }),
    64,
  );
  expect(metrics[0]!.compute().item()).toBeGreaterThan(0);
});

test("1,000 models that are built, trained a step and dropped", () => {
  expectFlat(
    measure(1000, (i) => {
      setSeed(i);
      const model = new Sequential(new Affine(784, 128), new ReLU(), new Affine(128, 10));
      const parameters = model.parameters();
      const loss = softmaxCrossEntropy(model.forward(randn([32, 784])), randint(0, 10, [32]));
      new Adam().update(parameters, gradients(loss, parameters));
      expect(loss.item()).toBeGreaterThan(0);
    }),
  );
});
