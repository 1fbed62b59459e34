import { compile, countPrograms, Parameter } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { Adam, Lookahead, Momentum, type Optimizer, SGD } from "../src/index.ts";
import { gradients, values, weights } from "./weights.ts";

test("a compiled step does as one that is not", () => {
  const [plain, fast] = [
    (step: () => void) => step,
    compile as (step: () => void) => () => void,
  ].map((make) => {
    const of = weights();
    const lookahead = new Lookahead(new Adam({ learningRate: 0.1 }), { syncPeriod: 3 });
    const step = make(() => {
      lookahead.update(of, gradients(of));
    });
    return Array.from({ length: 8 }, () => {
      step();
      return values(of);
    });
  });
  expect(fast).toEqual(plain);
});

test("goes on bit by bit after saving and loading", () => {
  const train = (lookahead: Lookahead, of: readonly Parameter[], steps: number): void => {
    for (let step = 0; step < steps; step++) lookahead.update(of, gradients(of));
  };
  const make = (): Lookahead => new Lookahead(new Momentum(), { syncPeriod: 4 }) as Lookahead;
  const [whole, parts] = [weights(), weights()];
  const [one, other] = [make(), make()];
  train(one, whole, 10);
  train(other, parts, 6);
  const third = make();
  const saved = other.stateDict();
  third.loadStateDict(saved);
  train(third, parts, 4);
  expect(values(parts)).toEqual(values(whole));
  expect(third.stateDict()).toEqual(one.stateDict());
  expect(Object.keys(saved)).toEqual(
    ["learningRate"].concat([0, 1].flatMap((i) => [`${i}.velocity`, `${i}.slow`, `${i}.step`])),
  );
});

test("a step is one program, compiled once, whatever its options become", () => {
  const of = weights();
  const lookahead = new Lookahead(new Adam());
  const step = (): void => {
    const loss = of[0]!.square().sum();
    lookahead.update(of, gradients(of));
    loss.item();
  };
  step();
  step();
  const before = countPrograms();
  for (let i = 0; i < 4; i++) {
    lookahead.learningRate /= 2;
    lookahead.options.syncPeriod = 2 + i;
    lookahead.options.slowStepSize = i / 4;
    step();
  }
  const after = countPrograms();
  expect(after.compiled - before.compiled).toBe(0);
  expect(after.runs - before.runs).toBe(4);
});

test("takes over options and groups", () => {
  const [a, b] = [new Parameter([4]), new Parameter([4])];
  const sgd = new SGD({ learningRate: 1, groups: [{ parameters: [b], learningRate: 0.5 }] });
  const lookahead = new Lookahead(sgd, { syncPeriod: 1, learningRate: 2 });
  lookahead.update([a, b], [[1], [1]]);
  expect(values([a, b])).toEqual([[3], [3.75]]);
});

test.each<[sentence: string, made: () => Optimizer]>([
  [
    "Lookahead: the optimizer must be an Optimizer; got Date.",
    () => new Lookahead(new Date() as never),
  ],
  [
    "Lookahead: syncPeriod must be an integer from 1; got 0.",
    () => new Lookahead(new SGD(), { syncPeriod: 0 }),
  ],
  [
    "Lookahead: slowStepSize must be from 0 to 1; got 2.",
    () => new Lookahead(new SGD(), { slowStepSize: 2 }),
  ],
  [
    "Lookahead: there is no option k, only",
    // @ts-expect-error
    () => new Lookahead(new SGD(), { k: 5 }),
  ],
])("%s", (sentence, made) => {
  expect(made).toThrow(sentence);
});
