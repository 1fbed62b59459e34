import {
  compile,
  countPrograms,
  Parameter,
  State,
  tensor,
  withoutAssignments,
} from "@chainrule/tensor";
import { expect, test } from "vitest";
import { Adam, SGD, WeightAverage, type WeightAverageOptions } from "../src/index.ts";
import { gradients, values, weights } from "./weights.ts";

const all: readonly WeightAverageOptions[] = [{}, { decay: 0.9 }, { decay: 0.9, warmUp: true }];

test.each(all)("a compiled step averages as one that is not: %j", (options) => {
  const [plain, fast] = [
    (step: () => void) => step,
    compile as (step: () => void) => () => void,
  ].map((make) => {
    const of = weights();
    const adam = new Adam({ learningRate: 0.1 });
    const average = new WeightAverage(of, options);
    const step = make(() => {
      adam.update(of, gradients(of));
      average.update();
    });
    for (let i = 0; i < 5; i++) step();
    return [values(of), values(average.averages), average.updates];
  });
  expect(fast).toEqual(plain);
});

test.each(all)("goes on bit by bit after saving and loading: %j", (options) => {
  const train = (average: WeightAverage, of: readonly Parameter[], steps: number): void => {
    const sgd = new SGD({ learningRate: 0.1 });
    for (let step = 0; step < steps; step++) {
      sgd.update(of, gradients(of));
      average.update();
    }
  };
  const [whole, parts] = [weights(), weights()];
  const [one, other] = [new WeightAverage(whole, options), new WeightAverage(parts, options)];
  train(one, whole, 5);
  train(other, parts, 3);
  const saved = JSON.parse(
    JSON.stringify(other.stateDict(), (_, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value,
    ),
  ) as ReturnType<typeof other.stateDict>;
  const third = new WeightAverage(parts, options);
  third.update();
  third.loadStateDict(saved);
  train(third, parts, 2);
  expect(third.stateDict()).toEqual(one.stateDict());
  expect(Object.keys(saved)).toEqual(["updates", "0.average", "1.average"]);
});

test("the first update takes the weights as they are, whatever the averages were", () => {
  for (const options of all) {
    const p = new Parameter([NaN, 1e30]);
    const average = new WeightAverage([p], options);
    p.assign([0.1, 0.3]);
    average.update();
    expect(values(average.averages)).toEqual(values([p]));
  }
});

test("a step with averages is one program, compiled once", () => {
  const of = weights();
  const adam = new Adam();
  const average = new WeightAverage(of, { decay: 0.9, warmUp: true });
  const step = (): void => {
    const loss = of[0]!.square().sum();
    adam.update(of, gradients(of));
    average.update();
    loss.item();
  };
  step();
  step();
  const before = countPrograms();
  for (let i = 0; i < 4; i++) step();
  const after = countPrograms();
  expect(after.compiled - before.compiled).toBe(0);
  expect(after.runs - before.runs).toBe(4);
});

test("running statistics are averaged as weights are", () => {
  const mean = new State([0, 0]);
  const average = new WeightAverage([mean]);
  for (const x of [2, 4, 9]) {
    mean.assign([x, -x]);
    average.update();
  }
  expect(average.use(() => mean.toArray())).toEqual([5, -5]);
  expect(mean.toArray()).toEqual([9, -9]);
});

/** Weights with values of their own, and averages with others. */
function averaged(): { of: Parameter[]; average: WeightAverage; wanted: unknown[] } {
  const of = weights();
  const average = new WeightAverage(of);
  average.update();
  of[0]!.assign([0.1, 0.2, 0.3]);
  average.update();
  return { of, average, wanted: values(average.averages) };
}

test("weights are their averages inside of use, and what they were after it", () => {
  const { of, average, wanted } = averaged();
  const before = values(of);
  const forward = compile(() => of.map((p) => p.neg().neg()));
  forward();
  const seen = average.use(() => [of, forward(), average.averages].map(values));
  expect(seen).toEqual([wanted, wanted, wanted]);
  expect(values(of)).toEqual(before);
  expect(values(average.averages)).toEqual(wanted);
});

test("weights go back where a function throws, and once a promise is settled", async () => {
  const { of, average, wanted } = averaged();
  const before = values(of);
  const failing = (): never => {
    throw new Error("half-way");
  };
  expect(() => average.use(failing)).toThrow("half-way");
  expect(values(of)).toEqual(before);
  let seen: unknown;
  const done = average.use(async () => {
    await Promise.resolve();
    seen = values(of);
    return 7;
  });
  expect(values(of)).toEqual(wanted);
  expect(await done).toBe(7);
  expect([seen, values(of)]).toEqual([wanted, before]);
  await expect(average.use(() => Promise.reject(new Error("later")))).rejects.toThrow("later");
  expect(values(of)).toEqual(before);
});

test("averages can be used inside a compiled step, and where assignments are dropped", () => {
  const { of, average } = averaged();
  const before = values(of);
  const wanted = average.use(() => of[0]!.sum().item());
  const step = compile(() => average.use(() => of[0]!.sum()));
  expect([step().item(), step().item()]).toEqual([wanted, wanted]);
  expect(withoutAssignments(() => average.use(() => of[0]!.sum().item()))).toBe(wanted);
  expect(values(of)).toEqual(before);
});

test("a loss that waits is that of the weights before", () => {
  const { of, average } = averaged();
  const loss = of[0]!.sum();
  average.use(() => of[0]!.toArray());
  expect(loss.item()).toBeCloseTo(0.6, 6);
});

test("apply ends training with the averages", () => {
  const { of, average, wanted } = averaged();
  average.apply();
  expect(values(of)).toEqual(wanted);
});

const p = new Parameter([1, 2], { name: "weight" });
const average = new WeightAverage([p]);
const saved = average.stateDict();

test.each<[sentence: string, made: () => unknown]>([
  ["WeightAverage: decay must be from 0 to 1; got 2.", () => new WeightAverage([p], { decay: 2 })],
  [
    "WeightAverage: warmUp needs a decay; got none.",
    () => new WeightAverage([p], { warmUp: true }),
  ],
  [
    "WeightAverage: weight 1 must be a Parameter or a State.",
    () => new WeightAverage([p, tensor([1]) as never]),
  ],
  [
    "WeightAverage: weights must be distinct; weight 1 (weight) came before.",
    () => new WeightAverage([p, p]),
  ],
  [
    "WeightAverage: weights must be floating; got int32 for weight 0 (count).",
    () => new WeightAverage([new State(tensor(1, { dtype: "int32" }), { name: "count" })]),
  ],
  [
    "WeightAverage: the state must have the names updates, 0.average; got learningRate.",
    () => average.loadStateDict({ learningRate: saved["updates"]! }),
  ],
  [
    "WeightAverage: the state must have the names updates, 0.average; got null.",
    () => average.loadStateDict(null as never),
  ],
  [
    "WeightAverage: the saved 0.average must have shape [2]; got 1 elements of [1].",
    () =>
      average.loadStateDict({
        ...saved,
        "0.average": { shape: [1], dtype: "float32", data: [1] },
      }),
  ],
  [
    "WeightAverage: the saved updates must be a whole number from 0; got -1.",
    () => average.loadStateDict({ ...saved, updates: { shape: [], dtype: "float64", data: [-1] } }),
  ],
])("%s", (sentence, made) => {
  expect(made).toThrow(sentence);
});
