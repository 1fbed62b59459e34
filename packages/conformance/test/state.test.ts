import { checkGradients, gradients, jacobian } from "@chainrule/autograd";
import { type Engine, Storage } from "@chainrule/graph";
import { Affine, BatchNorm1d, Dropout, Module, ReLU, Sequential, Tanh } from "@chainrule/layers";
import { meanSquaredError, softmaxCrossEntropy } from "@chainrule/losses";
import { Adam, Momentum, SGD } from "@chainrule/optimizers";
import {
  arange,
  compile,
  countPrograms,
  getEngine,
  Parameter,
  randn,
  setEngine,
  setSeed,
  State,
  type Tensor,
  tensor,
  zeros,
} from "@chainrule/tensor";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { Dice } from "../src/index.ts";
import { engines, reference } from "./engines.ts";

/** DESIGN's rules of state, on every engine. */

const double = { dtype: "float64" } as const;

/** How many programs ran, and how many were compiled, while `f` did. */
function counting(f: () => void): { runs: number; compiled: number } {
  const before = countPrograms();
  f();
  const after = countPrograms();
  return { runs: after.runs - before.runs, compiled: after.compiled - before.compiled };
}

const numbers = (list: readonly Tensor[]): number[] => list.flatMap((one) => [...one.data()]);

/** A small classifier, the same one every time. */
function network(): Sequential<readonly [Affine, Tanh, Affine]> {
  setSeed(3);
  return new Sequential(new Affine(3, 5, double), new Tanh(), new Affine(5, 2, double));
}

const images = tensor(
  [
    [0.5, -1, 2],
    [1, 0.25, -0.5],
    [-2, 1, 0],
    [0.1, 0.2, 0.3],
  ],
  double,
);
const labels = [0, 1, 1, 0];

interface Metrics {
  readonly loss: Tensor;
  readonly accuracy: Tensor;
}

function measure(model: Module & { forward(x: Tensor): Tensor }): Metrics {
  const logits = model.forward(images);
  const right = logits.argmax(1).equal(tensor(labels, { dtype: "int32" }));
  return { loss: softmaxCrossEntropy(logits, labels), accuracy: right.cast("float64").mean() };
}

/** What a step of plain gradient descent reports, computed at once: nothing waits. */
function eager(
  steps: number,
  rate: number,
): { losses: number[]; accuracies: number[]; end: number[] } {
  const model = network();
  const parameters = model.parameters();
  const [losses, accuracies]: number[][] = [[], []];
  for (let i = 0; i < steps; i++) {
    const { loss, accuracy } = measure(model);
    losses!.push(loss.item());
    accuracies!.push(accuracy.item());
    const values = gradients(loss, parameters).map((gradient) => gradient.data());
    parameters.forEach((parameter, p) => {
      const next = parameter.data().map((x, j) => x - rate * values[p]![j]!);
      parameter.assign(tensor([...next], double).reshape(parameter.shape));
      parameter.data();
    });
  }
  return { losses: losses!, accuracies: accuracies!, end: numbers(parameters) };
}

afterAll(() => setEngine(undefined));

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "%s",
  (_, engine: Engine) => {
    beforeEach(() => {
      setEngine(engine);
      setSeed(0);
    });

    test("two metrics read after the update are computed by the update's program", () => {
      const expected = eager(3, 0.1);
      const model = network();
      const parameters = model.parameters();
      const sgd = new SGD({ learningRate: 0.1 });
      for (let i = 0; i < 3; i++) {
        const ran = counting(() => {
          const { loss, accuracy } = measure(model);
          sgd.update(parameters, gradients(loss, parameters));
          expect(loss.item()).toBeCloseTo(expected.losses[i]!, 12);
          expect(accuracy.item()).toBeCloseTo(expected.accuracies[i]!, 12);
        });
        expect(ran.runs).toBe(1);
      }
      expect(numbers(parameters)).toEqual(expected.end.map((x) => expect.closeTo(x, 12)));
    });

    test("a metric is read several steps later, in any order", () => {
      const expected = eager(6, 0.2);
      const model = network();
      const parameters = model.parameters();
      const sgd = new SGD({ learningRate: 0.2 });
      const found = Array.from({ length: 6 }, () => {
        const metrics = measure(model);
        sgd.update(parameters, gradients(metrics.loss, parameters));
        return metrics;
      });
      const read = (i: number): number[] => [found[i]!.loss.item(), found[i]!.accuracy.item()];
      for (const i of [4, 0, 5, 2, 1, 3]) {
        const [loss, accuracy] = read(i);
        expect(loss).toBeCloseTo(expected.losses[i]!, 12);
        expect(accuracy).toBeCloseTo(expected.accuracies[i]!, 12);
      }
    });

    test("law: when and what is read never changes what is trained", () => {
      const train = (dice: Dice | null): number[] => {
        const model = network();
        const parameters = model.parameters();
        const momentum = new Momentum({ learningRate: 0.05, momentum: 0.9 });
        const seen: Tensor[] = [];
        for (let i = 0; i < 8; i++) {
          const { loss, accuracy } = measure(model);
          if (dice?.chance(0.3)) loss.item();
          const slopes = gradients(loss, parameters);
          if (dice?.chance(0.3)) slopes[dice.integer(0, 3)]!.data();
          if (dice?.chance(0.2)) dice.pick(parameters).data();
          momentum.update(parameters, slopes);
          seen.push(loss, accuracy);
          if (dice?.chance(0.5)) dice.pick(seen).item();
          if (dice?.chance(0.2)) measure(model).accuracy.item();
        }
        return numbers(parameters);
      };
      const expected = train(null);
      for (let seed = 0; seed < 12; seed++) {
        expect(train(new Dice(seed))).toEqual(expected.map((x) => expect.closeTo(x, 12)));
      }
    });

    test("two optimizers, each for a part of one model, from one loss", () => {
      const programs: number[] = [];
      const train = (together: boolean): number[] => {
        const model = network();
        const parameters = model.parameters();
        const groups = [parameters.slice(0, 2), parameters.slice(2)] as const;
        const [a, b] = [new SGD({ learningRate: 0.1 }), new Adam({ learningRate: 0.01 })];
        for (let i = 0; i < 4; i++) {
          const { loss } = measure(model);
          const slopes = gradients(loss, parameters);
          if (!together) for (const slope of slopes) slope.data();
          const ran = counting(() => {
            a.update(groups[0], slopes.slice(0, 2));
            b.update(groups[1], slopes.slice(2));
            loss.item();
          });
          programs.push(ran.runs);
        }
        return numbers(parameters);
      };
      const expected = train(false);
      programs.length = 0;
      expect(train(true)).toEqual(expected.map((x) => expect.closeTo(x, 12)));
      expect(programs).toEqual([1, 1, 1, 1]);
    });

    test("two networks are updated in turns, each against the newest of the other", () => {
      const generator = new Affine(1, 1, double);
      const critic = new Affine(1, 1, double);
      generator.weight.assign([[0.5]]);
      generator.bias!.assign([0]);
      critic.weight.assign([[1]]);
      critic.bias!.assign([0]);
      const noise = tensor([[1], [2]], double);
      const [a, b] = [new SGD({ learningRate: 0.1 }), new SGD({ learningRate: 0.1 })];
      const plain = { g: [0.5, 0], c: [1, 0] };
      const reported: Tensor[] = [];
      const expected: number[] = [];
      for (let i = 0; i < 5; i++) {
        // The critic moves up the score of what the generator makes, the generator moves it down.
        const score = critic.forward(generator.forward(noise).detach()).mean();
        b.update(critic.parameters(), gradients(score.neg(), critic.parameters()));
        const made = critic.forward(generator.forward(noise)).mean();
        a.update(generator.parameters(), gradients(made, generator.parameters()));
        reported.push(score, made);
        const mean = 1.5 * plain.g[0]! + plain.g[1]!;
        expected.push(plain.c[0]! * mean + plain.c[1]!);
        plain.c = [plain.c[0]! + 0.1 * mean, plain.c[1]! + 0.1];
        expected.push(plain.c[0]! * mean + plain.c[1]!);
        plain.g = [plain.g[0]! - 0.1 * plain.c[0]! * 1.5, plain.g[1]! - 0.1 * plain.c[0]!];
      }
      expect(reported.map((one) => one.item())).toEqual(expected.map((x) => expect.closeTo(x, 12)));
      expect(numbers(generator.parameters())).toEqual(plain.g.map((x) => expect.closeTo(x, 12)));
      expect(numbers(critic.parameters())).toEqual(plain.c.map((x) => expect.closeTo(x, 12)));
    });

    test("batch norm used twice before an update moves its statistics twice", () => {
      const norm = new BatchNorm1d(2, double);
      const first = tensor(
        [
          [1, 2],
          [3, 6],
        ],
        double,
      );
      const second = tensor(
        [
          [0, 0],
          [4, 2],
        ],
        double,
      );
      const ran = counting(() => {
        const loss = norm.forward(first).mul(norm.forward(second)).sum();
        const sgd = new SGD({ learningRate: 0.1 });
        sgd.update(norm.parameters(), gradients(loss, norm.parameters()));
        loss.item();
      });
      expect(ran.runs).toBe(1);
      const mix = (before: number, ...values: number[]): number =>
        values.reduce((running, value) => 0.9 * running + 0.1 * value, before);
      expect(numbers([norm.runningMean!])).toEqual([
        expect.closeTo(mix(0, 2, 2), 12),
        expect.closeTo(mix(0, 4, 1), 12),
      ]);
      // Unbiased variances: of 1 and 3 it is 2, of 2 and 6 it is 8, of 0 and 4 it is 8, of 0 and 2 it is 2.
      expect(numbers([norm.runningVariance!])).toEqual([
        expect.closeTo(mix(1, 2, 8), 12),
        expect.closeTo(mix(1, 8, 2), 12),
      ]);
    });

    test("batch norm forwards that nobody reads still move the statistics, at the next run", () => {
      const norm = new BatchNorm1d(1, double);
      const x = tensor([[0], [2]], double);
      for (let i = 0; i < 3; i++) norm.forward(x);
      expect(norm.runningMean!.item()).toBeCloseTo(1 - 0.9 ** 3, 12);
    });

    test("gradients are accumulated in state over several batches", () => {
      const model = network();
      const parameters = model.parameters();
      const sums = parameters.map(({ shape }) => new State(zeros(shape, double)));
      const sgd = new SGD({ learningRate: 0.1 });
      const losses: Tensor[] = [];
      const ran = counting(() => {
        for (let part = 0; part < 4; part++) {
          const logits = model.forward(images.slice([part, 0], [part + 1, 3]));
          const loss = softmaxCrossEntropy(logits, [labels[part]!]).div(4);
          losses.push(loss);
          gradients(loss, parameters).forEach((gradient, i) => {
            sums[i]!.assign(sums[i]!.add(gradient));
          });
        }
        sgd.update(parameters, sums);
        for (const sum of sums) sum.assign(zeros(sum.shape, double));
        expect(losses.reduce((total, loss) => total + loss.item(), 0)).toBeCloseTo(
          eager(1, 0.1).losses[0]!,
          12,
        );
      });
      expect(ran.runs).toBeGreaterThan(0);
      expect(numbers(parameters)).toEqual(eager(1, 0.1).end.map((x) => expect.closeTo(x, 12)));
      expect(numbers(sums).every((x) => x === 0)).toBe(true);
    });

    test("tied weights are one parameter, and get one gradient", () => {
      class Tied extends Module {
        readonly first = new Affine(3, 3, { ...double, bias: false });
        readonly second: Affine<3, 3> = new Affine(3, 3, { ...double, bias: false });

        constructor() {
          super();
          (this.second as { weight: Parameter }).weight = this.first.weight;
        }

        forward(x: Tensor): Tensor {
          return this.second.forward(this.first.forward(x).tanh());
        }
      }
      const model = new Tied();
      const parameters = model.parameters();
      expect(parameters).toEqual([model.first.weight]);
      const loss = model.forward(images).square().mean();
      const [both] = gradients(loss, parameters);
      const separate = [0, 1].map(() => new Parameter(model.first.weight.detach()));
      const untied = images.matmul(separate[0]!).tanh().matmul(separate[1]!).square().mean();
      const [one, other] = gradients(untied, separate);
      expect(numbers([both!])).toEqual(
        numbers([one!.add(other!)]).map((x) => expect.closeTo(x, 12)),
      );
      const sgd = new SGD({ learningRate: 0.1 });
      const before = numbers(parameters);
      expect(() => sgd.update([...parameters, ...parameters], [both!, both!])).toThrow(
        "SGD: parameters must be distinct; parameter 1 (first.weight) came before.",
      );
      expect(numbers(parameters)).toEqual(before);
    });

    test("evaluation in the middle of training sees the newest values, and changes nothing", () => {
      const evaluations: unknown[] = [];
      const train = (evaluates: boolean): number[] => {
        setSeed(5);
        const model = new Sequential(
          new Affine(3, 6, double),
          new BatchNorm1d(6, double),
          new ReLU(),
          new Affine(6, 2, double),
        );
        const parameters = model.parameters();
        const adam = new Adam({ learningRate: 0.05 });
        for (let i = 0; i < 6; i++) {
          const loss = softmaxCrossEntropy(model.forward(images), labels);
          adam.update(parameters, gradients(loss, parameters));
          if (evaluates) {
            model.evaluate();
            evaluations.push(model.forward(images).toArray(), model.forward(images).toArray());
            model.train();
          }
        }
        return numbers([...parameters, ...model.state()]);
      };
      expect(train(true)).toEqual(train(false).map((x) => expect.closeTo(x, 12)));
      expect(evaluations.length).toBe(12);
      for (let i = 0; i < 12; i += 2) expect(evaluations[i]).toEqual(evaluations[i + 1]);
    });

    test("an exception half-way leaves what was assigned before it, and nothing of the failed step", () => {
      const model = network();
      const parameters = model.parameters();
      const sgd = new SGD({ learningRate: 0.1 });
      const step = (fails: boolean): void => {
        const { loss } = measure(model);
        const slopes = gradients(loss, parameters);
        if (fails) loss.matmul(images);
        sgd.update(parameters, slopes);
      };
      step(false);
      expect(() => step(true)).toThrow(/matmul/);
      step(false);
      expect(numbers(parameters)).toEqual(eager(2, 0.1).end.map((x) => expect.closeTo(x, 12)));
    });

    test("a run that fails replaces every variable or none, and its assignments are dropped", () => {
      const failing: Engine = {
        ...delegate(engine),
        prepare: () => ({
          run: () => {
            throw new Error("out of memory");
          },
          toString: () => "",
        }),
      };
      const a = new Parameter([1, 2], { name: "a" });
      const b = new Parameter([3, 4], { name: "b" });
      a.assign(a.mul(2));
      b.assign(b.mul(2));
      setEngine(failing);
      expect(() => a.data()).toThrow(
        "run: it failed, and the assignments to a, b were dropped: out of memory",
      );
      setEngine(engine);
      expect(numbers([a, b])).toEqual([1, 2, 3, 4]);
      a.assign(a.add(b));
      expect(numbers([a, b])).toEqual([4, 6, 3, 4]);
    });

    test("asynchronous loops may interleave", async () => {
      const train = async (seed: number, others: boolean): Promise<number[]> => {
        setSeed(seed);
        const model = new Affine(3, 2, double);
        const parameters = model.parameters();
        const adam = new Adam({ learningRate: 0.05 });
        for (let i = 0; i < 5; i++) {
          const loss = softmaxCrossEntropy(model.forward(images), labels);
          adam.update(parameters, gradients(loss, parameters));
          if (others) await loss.read();
          else loss.item();
        }
        return numbers(parameters);
      };
      const apart = [await train(1, false), await train(2, false), await train(3, false)];
      const together = await Promise.all([train(1, true), train(2, true), train(3, true)]);
      expect(together).toEqual(apart.map((one) => one.map((x) => expect.closeTo(x, 12))));
    });

    test("rule 1: a graph keeps to the versions it was built on", () => {
      const w = new Parameter([1, 2], { name: "w" });
      const loss = w.square().sum();
      loss.item();
      w.assign(w.mul(10));
      w.data();
      // To differentiate the old graph is no use of w: its gradient is that of the old version, which is gone.
      expect(() => gradients(loss, [w])).toThrow(
        "gradients: the way leads through a computed result of sum, float32[], which forgot what it was computed from",
      );
      expect(numbers(gradients(w.square().sum(), [w]))).toEqual([20, 40]);
    });

    test("rule 1: gradients of a loss that an update has used are those of before it", () => {
      const w = new Parameter([1, 2], { name: "w" });
      const loss = w.square().sum();
      w.assign(w.mul(10));
      const [slope] = gradients(loss, [w]);
      slope!.keep();
      w.data();
      expect(numbers([slope!])).toEqual([2, 4]);
    });

    test("rule 2: assigning runs nothing, and assigning again composes", () => {
      const total = new State(tensor([1, 2], double));
      const ran = counting(() => {
        for (let i = 0; i < 5; i++) total.assign(total.mul(2).add(i));
      });
      expect(ran.runs).toBe(0);
      expect(
        counting(() => {
          expect(numbers([total])).toEqual([58, 90]);
        }).runs,
      ).toBe(1);
    });

    test("rule 3: what nobody asks for is not computed, what is kept is", () => {
      const w = new Parameter([1, 2], { name: "w" });
      const [lost, kept] = [w.mul(3), w.mul(4).keep()];
      const scalar = w.sum();
      w.assign(w.add(1));
      w.data();
      expect(numbers([kept, scalar])).toEqual([4, 8, 3]);
      expect(() => lost.data()).toThrow(
        "read: it was built on a value of w [2] that has been replaced, and was never computed; read it before the assignment runs, or mark it with keep().",
      );
    });

    test("rule 4: a value is computed once", () => {
      const x = randn([50, 50]);
      const y = x.matmul(x);
      const first = y.data();
      expect(
        counting(() => {
          expect(y.data()).toEqual(first);
        }).runs,
      ).toBe(0);
      const used = y.add(1);
      expect(used.data()[0]).toBe(Math.fround(first[0]! + 1));
    });

    test("rule 6: checkGradients and jacobian discard assignments", () => {
      const norm = new BatchNorm1d(2, double);
      const steps = new State(0);
      const f = (x: Tensor): Tensor => {
        steps.assign(steps.add(1));
        return norm
          .forward(x)
          .square()
          .mul(arange(1, 7).cast("float64").reshape([3, 2]))
          .sum();
      };
      const x = tensor(
        [
          [1, 2],
          [3, 7],
          [4, 5],
        ],
        double,
      );
      checkGradients(f, [x], { tolerance: 1e-5 }).assert();
      jacobian(f)(x).data();
      expect(steps.item()).toBe(0);
      expect(numbers([norm.runningMean!, norm.runningVariance!])).toEqual([0, 0, 1, 1]);
    });

    test("rule 7: a compiled step trains as one that is not, and builds nothing after the first", () => {
      const train = (compiled: boolean): { built: number; end: number[] } => {
        setSeed(9);
        const model = new Sequential(
          new Affine(3, 8, double),
          new BatchNorm1d(8, double),
          new ReLU(),
          new Dropout(0.25),
          new Affine(8, 2, double),
        );
        const parameters = model.parameters();
        const momentum = new Momentum({ momentum: 0.9, learningRate: 0.05 });
        const sums = parameters.map(({ shape }) => new State(zeros(shape, double)));
        let built = 0;
        const step = (x: Tensor, rate: Tensor): Record<string, Tensor> => {
          built++;
          const loss = softmaxCrossEntropy(model.forward(x.mul(rate)), labels);
          const slopes = gradients(loss, parameters);
          sums.forEach((sum, i) => {
            sum.assign(sum.add(slopes[i]!));
          });
          momentum.update(parameters, slopes);
          return { loss, rate: rate.mul(2) };
        };
        const run = compiled ? compile(step) : step;
        const losses: number[] = [];
        for (let i = 0; i < 6; i++) {
          const { loss, rate } = run(images, tensor(1 + i / 10, double));
          losses.push(loss!.item(), rate!.item());
          if (i === 3) losses.push(...measure(model).loss.data());
        }
        return { built, end: [...losses, ...numbers([...parameters, ...model.state(), ...sums])] };
      };
      const [plain, compiled] = [train(false), train(true)];
      expect([plain.built, compiled.built]).toEqual([6, 1]);
      expect(compiled.end).toEqual(plain.end.map((x) => expect.closeTo(x, 12)));
    });

    test("rule 7: reading a traced tensor is an error, and nothing is assigned", () => {
      const w = new Parameter([1, 2], { name: "w" });
      const step = compile((x: Tensor) => {
        const loss = w.mul(x).sum();
        w.assign(w.sub(x));
        if (loss.item() > 0) w.assign(w.mul(2));
        return loss;
      });
      expect(() => step([1, 1])).toThrow(/compile|traced/);
      expect(numbers([w])).toEqual([1, 2]);
    });

    test("a parameter's first value is its own: what it was made of can change hands", () => {
      const start = tensor([1, 2], double);
      const [a, b] = [new Parameter(start), new Parameter(start)];
      a.assign(a.mul(2));
      expect(numbers([a, b, start])).toEqual([2, 4, 1, 2, 1, 2]);
      b.assign(a);
      a.assign(a.mul(2));
      expect(numbers([a, b, start])).toEqual([4, 8, 2, 4, 1, 2]);
    });

    test("dropout draws anew in every step, and the same for one seed", () => {
      const train = (): number[] => {
        setSeed(11);
        const model = new Sequential(
          new Affine(3, 8, double),
          new Dropout(0.5),
          new Affine(8, 2, double),
        );
        const parameters = model.parameters();
        const sgd = new SGD({ learningRate: 0.1 });
        const losses: number[] = [];
        for (let i = 0; i < 4; i++) {
          const loss = meanSquaredError(model.forward(images), zeros([4, 2], double));
          sgd.update(parameters, gradients(loss, parameters));
          losses.push(loss.item());
        }
        return [...losses, ...numbers(parameters)];
      };
      expect(train()).toEqual(train());
      const drop = new Dropout(0.5);
      const ones = tensor(Array.from({ length: 64 }, () => 1));
      expect(drop.forward(ones).data()).not.toEqual(drop.forward(ones).data());
    });

    test("the engine in use is the one that was set", () => {
      expect(getEngine().name).toBe(engine.name);
      const x = randn([4]);
      const data = x.data();
      expect(Storage.of("float32", data as Float32Array).length).toBe(4);
    });
  },
);

/** The engine's members, bound to it, so that some can be replaced. */
function delegate(engine: Engine): Engine {
  return {
    name: engine.name,
    prepare: (graph) => engine.prepare(graph),
    upload: (storage) => engine.upload(storage),
    read: (storage) => engine.read(storage),
    readSync: (storage) => engine.readSync!(storage),
  };
}
