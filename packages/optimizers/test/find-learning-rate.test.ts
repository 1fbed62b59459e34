import { compile, Parameter, rand, setSeed, State, type Tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { Adam, findLearningRate, type LearningRateRangeOptions, SGD } from "../src/index.ts";

/** A model of a parameter and a state, whose steps draw random numbers. */
function start() {
  const p = new Parameter([1, -2, 3], { name: "weight" });
  const mean = new State([0, 0, 0], { name: "mean" });
  const adam = new Adam({ learningRate: 0.25 });
  const update = (learningRate: number | Tensor): Tensor => {
    const x = p.mul(rand([3]));
    mean.assign(mean.add(x).mul(0.5));
    adam.update([p], [x.mul(2)], { learningRate });
    return x.square().sum();
  };
  const compiled = compile((rate: Tensor) => update(rate));
  return { p, mean, adam, steps: [update, (rate: number) => compiled(rate)] };
}

test.each([0, 1])("leaves everything as it was, with steps of kind %i", (kind) => {
  const train = (tries: boolean): unknown => {
    setSeed(7);
    const { p, mean, adam, steps } = start();
    const step = steps[kind]!;
    for (let i = 0; i < 3; i++) step(0.1);
    if (tries) findLearningRate(step, { weights: [p, mean], optimizer: adam, steps: 20 });
    const before = [p.toArray(), mean.toArray(), adam.learningRate];
    const losses = [1, 2, 3].map(() => step(0.1).item());
    return [before, losses, p.toArray(), mean.toArray(), adam.stateDict()];
  };
  expect(train(true)).toEqual(train(false));
});

test("an optimizer that has not been used begins anew after it", () => {
  const train = (tries: boolean): unknown => {
    const p = new Parameter([3, 4]);
    const adam = new Adam();
    const step = (): Tensor => {
      const loss = p.square().sum();
      adam.update([p], [p.mul(2)]);
      return loss;
    };
    if (tries) findLearningRate(step, { weights: [p], optimizer: adam, steps: 5 });
    step();
    step();
    return [p.toArray(), adam.stateDict()];
  };
  expect(train(true)).toEqual(train(false));
});

test("leaves everything as it was where a step throws", () => {
  const { p, mean, adam, steps } = start();
  steps[0]!(0.1).item();
  const before = [p.toArray(), mean.toArray(), adam.stateDict()];
  const step = (rate: number, i: number): Tensor => {
    const loss = steps[0]!(rate);
    loss.item();
    if (i === 3) throw new Error("half-way");
    return loss;
  };
  expect(() => findLearningRate(step, { weights: [p, mean], optimizer: adam })).toThrow("half-way");
  expect([p.toArray(), mean.toArray(), adam.stateDict()]).toEqual(before);
});

const optimizer = new SGD();
const find = (
  losses: readonly number[],
  options: Partial<LearningRateRangeOptions> = {},
): ReturnType<typeof findLearningRate> =>
  findLearningRate((_, i) => losses[i]!, {
    weights: [],
    optimizer,
    smoothing: 0,
    steps: losses.length,
    ...options,
  });

test("ends where the loss is so many times the least, above it where that is negative", () => {
  expect(find([2, 1, 3.9, 4.1, 0]).losses).toEqual([2, 1, 3.9, 4.1]);
  expect(find([2, 1, 2.1, 0, 0], { divergence: 2 }).losses).toEqual([2, 1, 2.1]);
  expect(find([-1, -2, 3.9, 4.1, 0]).losses).toEqual([-1, -2, 3.9, 4.1]);
  expect(find([3, 2, NaN, 1]).losses).toEqual([3, 2, NaN]);
  expect(find([3, 2, Infinity, 1]).losses).toEqual([3, 2, Infinity]);
});

test("finds nothing where the loss never falls", () => {
  expect(find([1, 1, 1, 2])).toMatchObject({ steepest: null });
  expect(find([1, 2, 3, 3])).toMatchObject({ steepest: null, lowest: 1e-7 });
  expect(find([NaN, 1, 1])).toMatchObject({ steepest: null, lowest: null });
});

test.each<[sentence: string, made: () => unknown]>([
  [
    "findLearningRate: the rates must go up, from above 0; got from 1 and to 0.5.",
    () => find([], { from: 1, to: 0.5 }),
  ],
  [
    "findLearningRate: the rates must go up, from above 0; got from 0 and to 10.",
    () => find([], { from: 0 }),
  ],
  ["findLearningRate: the steps must be an integer from 3; got 2.", () => find([1, 2])],
  [
    "findLearningRate: smoothing must be from 0 to 1; got -1.",
    () => find([1, 2, 3], { smoothing: -1 }),
  ],
  ["findLearningRate: smoothing must be below 1; got 1.", () => find([1, 2, 3], { smoothing: 1 })],
  [
    "findLearningRate: the divergence must be a number above 1; got 1.",
    () => find([1, 2, 3], { divergence: 1 }),
  ],
  [
    "findLearningRate: needs a tensor, numbers or booleans; got Promise.",
    () => findLearningRate((() => Promise.resolve(1)) as never, { weights: [], optimizer }),
  ],
])("%s", (sentence, made) => {
  expect(made).toThrow(sentence);
});
