import {
  clipByGlobalNorm,
  clipByValue,
  cosineDecay,
  cosineRestarts,
  cyclic,
  exponentialDecay,
  globalNorm,
  GradientAccumulator,
  linearDecay,
  Momentum,
  SGD,
  multiStepDecay,
  oneCycle,
  oneCycleMomentum,
  Plateau,
  type PlateauOptions,
  polynomialDecay,
  type Schedule,
  stepDecay,
  warmUp,
} from "@chainrule/optimizers";
import {
  compile,
  countPrograms,
  Parameter,
  type Tensor,
  tensor,
  withoutAssignments,
} from "@chainrule/tensor";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

interface Golden {
  readonly schedules: Record<string, number[]>;
  readonly measured: number[];
  readonly clipped: Record<"value" | "globalNorm" | "globalNormAbove", [number[], number[][]]>;
}

const golden = JSON.parse(
  readFileSync(new URL("../golden/optimizers.json", import.meta.url), "utf8"),
) as Golden;

const close = (values: readonly number[]): number[] =>
  values.map((value) => expect.closeTo(value, 12) as number);

describe("schedules of PyTorch", () => {
  const linear = { rise: 0.4, linear: true, divideBy: 10, finallyDivideBy: 100 };
  test.for<[string, Schedule]>([
    ["stepDecay", stepDecay(0.5, { every: 3, factor: 0.3 })],
    ["multiStepDecay", multiStepDecay(0.5, { at: [2, 3, 7], factor: 0.3 })],
    ["polynomialDecay", polynomialDecay(0.5, { steps: 6, power: 1.5 })],
    ["cosineRestarts", cosineRestarts(0.5, { steps: 3, growth: 2, minimum: 0.1 })],
    ["cosineRestartsAlike", cosineRestarts(0.5, { steps: 3 })],
    ["exponentialDecay", exponentialDecay(0.5, 0.9)],
    ["cosineDecay", cosineDecay(0.5, { steps: 9, minimum: 0.1 })],
    ["warmUp", warmUp(exponentialDecay(0.5, 0.9), { steps: 4 })],
    ["oneCycle", oneCycle(0.5, { steps: 20 })],
    ["oneCycleMomentum", oneCycleMomentum({ steps: 20 })],
    ["oneCycleLinear", oneCycle(0.5, { steps: 17, ...linear })],
    ["oneCycleThreePhases", oneCycle(0.5, { steps: 20, threePhases: true })],
    ["cyclic", cyclic(0.1, 0.7, { rise: 3 })],
    ["cyclicUneven", cyclic(0.1, 0.7, { rise: 3, fall: 5 })],
    ["cyclicHalved", cyclic(0.1, 0.7, { rise: 3, factor: 0.5 })],
    ["cyclicDecaying", cyclic(0.1, 0.7, { rise: 3, decay: 0.95 })],
    ["cyclicMomentum", cyclic(0.9, 0.8, { rise: 3 })],
  ])("%s", ([name, schedule]) => {
    const wanted = golden.schedules[name]!;
    expect(wanted.map((_, step) => schedule(step))).toEqual(close(wanted));
  });

  const absolute = {
    factor: 0.5,
    patience: 1,
    threshold: 0.2,
    thresholdMode: "absolute",
    cooldown: 2,
    minimum: 0.1,
    eps: 1e-3,
  } as const;
  test.for<[string, PlateauOptions]>([
    ["plateau", { patience: 2 }],
    ["plateauAbsolute", absolute],
    ["plateauMaximize", { maximize: true, factor: 0.5, patience: 1, threshold: 0.1 }],
  ])("%s, saved and restored in the middle", ([name, options]) => {
    const [before, after] = [new Plateau(0.5, options), new Plateau(7, options)];
    const rates = golden.measured.map((value, i) => {
      if (i === 9) after.state = JSON.parse(JSON.stringify(before.state)) as Plateau["state"];
      return (i < 9 ? before : after).next(value);
    });
    expect(rates).toEqual(close(golden.schedules[name]!));
  });
});

test("schedules end where they should, and stay there", () => {
  const after = (schedule: Schedule): number[] => [10, 11, 1000].map(schedule);
  expect(after(cosineDecay(1, { steps: 10, minimum: 0.25 }))).toEqual([0.25, 0.25, 0.25]);
  expect(after(linearDecay(1, { steps: 10, final: 0.5 }))).toEqual([0.5, 0.5, 0.5]);
  expect(after(warmUp(3, { steps: 10 }))).toEqual([3, 3, 3]);
  expect(after(oneCycle(1, { steps: 10 }))).toEqual(close([4e-6, 4e-6, 4e-6]));
  for (const steps of [1, 2, 3, 4]) {
    const rates = Array.from({ length: steps }, (_, step) => oneCycle(1, { steps })(step));
    expect(rates.every((rate) => rate > 0 && rate <= 1)).toBe(true);
  }
});

describe("a plateau", () => {
  /** The learning rates that measurements leave. */
  const rates = (initial: number, options: PlateauOptions, measured: readonly number[]): number[] =>
    measured.map(
      (
        (plateau) => (one) =>
          plateau.next(one)
      )(new Plateau(initial, options)),
    );
  const flat = (times: number): number[] => Array.from({ length: times }, () => 2);

  test("of ten measurements is waited for, unless told otherwise", () => {
    expect(rates(1, {}, flat(12))).toEqual([...Array.from({ length: 11 }, () => 1), 0.1]);
  });

  test("goes down by more than eps, or not at all", () => {
    expect(rates(1.15e-8, { patience: 0 }, flat(2))[1]).toBeCloseTo(1.15e-9, 18);
    expect(rates(1.1e-8, { patience: 0 }, flat(2))[1]).toBe(1.1e-8);
    expect(rates(1, { patience: 0, factor: 0.5, eps: 0.5 }, flat(2))).toEqual([1, 1]);
  });

  test("is not left by what is no better than the threshold", () => {
    const options = {
      patience: 0,
      factor: 0.5,
      thresholdMode: "absolute",
      threshold: 0.5,
    } as const;
    expect(rates(1, options, [2, 1.5, 1])).toEqual([1, 0.5, 0.5]);
    expect(rates(1, { ...options, maximize: true }, [1, 1.5, 2])).toEqual([1, 0.5, 0.5]);
  });

  test("is not left by measurements as bad as can be", () => {
    const options = { patience: 1, factor: 0.5 };
    for (const worst of [Infinity, NaN]) {
      expect(rates(1, options, [worst, worst, worst, 3])).toEqual([1, 0.5, 0.5, 0.5]);
    }
    const up = { ...options, maximize: true };
    expect(rates(1, up, [-Infinity, -Infinity, -Infinity, 3])).toEqual([1, 0.5, 0.5, 0.5]);
  });

  test("cools down for as many measurements as told", () => {
    const options = { patience: 0, factor: 0.5, cooldown: 2 };
    expect(rates(1, options, flat(6))).toEqual([1, 0.5, 0.5, 0.5, 0.25, 0.25]);
  });
});

const above0 = "the steps must be a number above 0; got 0.";

test.for([
  [() => multiStepDecay(1, { at: 3 as never }), "multiStepDecay: "],
  [() => polynomialDecay(1, { steps: 0 }), `polynomialDecay: ${above0}`],
  [() => cosineDecay(1, { steps: 0 }), `cosineDecay: ${above0}`],
  [() => cosineRestarts(1, { steps: 0 }), `cosineRestarts: ${above0}`],
  [() => linearDecay(1, { steps: 0 }), `linearDecay: ${above0}`],
  [() => warmUp(1, { steps: 0 }), `warmUp: ${above0}`],
  [
    () => new Plateau(1, { factor: -0.1 }),
    "Plateau: the factor must be from 0 to below 1; got -0.1.",
  ],
  [
    () => globalNorm([[1], tensor(Int32Array.of(1))]),
    "globalNorm: gradients must be floating; got int32.",
  ],
  [() => stepDecay(1, { every: 0 }), "stepDecay: the steps must be a number above 0; got 0."],
  [() => oneCycle(1, { steps: NaN }), "oneCycle: the steps must be a number above 0; got NaN."],
  [() => cyclic(0, 1, { rise: 0 }), "cyclic: rise must be a number above 0; got 0."],
  [() => cyclic(0, 1, { rise: 1, fall: -1 }), "cyclic: fall must be a number above 0; got -1."],
  [
    () => oneCycleMomentum({ steps: 0 }),
    "oneCycleMomentum: the steps must be a number above 0; got 0.",
  ],
  [() => oneCycle(1, { steps: 2, rise: 5 }), "oneCycle: rise must be a number from 0 to 1; got 5."],
  [
    () => oneCycleMomentum({ steps: 2, rise: -0.5 }),
    "oneCycleMomentum: rise must be a number from 0 to 1; got -0.5.",
  ],
  [
    () => cosineRestarts(1, { steps: 2, growth: 0.5 }),
    "cosineRestarts: the growth must be a number from 1; got 0.5.",
  ],
  [() => new Plateau(1, { factor: 1 }), "Plateau: the factor must be from 0 to below 1; got 1."],
  [() => clipByValue([], -1), "clipByValue: the limit must be a number from 0; got -1."],
  [() => clipByGlobalNorm([], 1), "globalNorm: needs at least one gradient; got none."],
  [
    () => new GradientAccumulator([]).take(),
    "GradientAccumulator: has nothing to give; add gradients first.",
  ],
  [
    () => new GradientAccumulator([]).add([tensor([1])]),
    "GradientAccumulator: needs one gradient for each parameter; got 0 parameters and 1 gradients.",
  ],
  [
    () => new GradientAccumulator([tensor([1])] as unknown as Parameter[]),
    "GradientAccumulator: parameter 0 must be a Parameter; got Tensor.",
  ],
] as const)("a mistake is a sentence %#", ([make, sentence]) => {
  expect(make).toThrow(sentence);
});

describe("clipping of PyTorch", () => {
  const gradients = (): Tensor[] => [
    tensor([3, -4], { dtype: "float64" }),
    tensor([[12], [0.5]], { dtype: "float64" }),
  ];
  test.for([
    ["value", () => clipByValue(gradients(), 2.5)],
    ["globalNorm", () => clipByGlobalNorm(gradients(), 2.5)],
    ["globalNormAbove", () => clipByGlobalNorm(gradients(), 100)],
  ] as const)("%s", ([name, clip]) => {
    const [a, b] = golden.clipped[name];
    expect(clip().map((gradient) => [...gradient.data()])).toEqual([close(a), close(b.flat())]);
  });

  test("keeps dtypes, and compiles once for all limits", () => {
    const given = (): Tensor[] => [tensor([3], { dtype: "float64" }), tensor([4])];
    const before = countPrograms().compiled;
    const clipped = [1, 2, 3].map((limit) => clipByGlobalNorm(given(), limit));
    expect(clipped.map(([a]) => a!.item())).toEqual(
      close([0.6, 1.2, 1.8].map((x) => x / (1 + 2e-7))),
    );
    expect(clipped[0]!.map(({ dtype }) => dtype)).toEqual(["float64", "float32"]);
    expect(countPrograms().compiled - before).toBe(1);
  });
});

test("a limit of 0 leaves nothing", () => {
  expect(clipByValue([[3, 4]], 0)[0]!.toArray()).toEqual([0, 0]);
  expect(clipByGlobalNorm([[3, 4]], 0)[0]!.toArray()).toEqual([0, 0]);
});

test.for(["float32", "float64"] as const)(
  "small batches of %s, accumulated, are one large batch; each runs alone, in one program",
  (dtype) => {
    const x = [1, 2, 3, 4].map((row) => tensor([row, -row], { dtype }));
    const slopes = (p: Parameter, rows: readonly Tensor[]): Tensor =>
      rows
        .map((row) => p.sub(row))
        .reduce((a, b) => a.add(b))
        .div(rows.length);
    const zero = tensor([0, 0], { dtype });
    const [whole, parts] = [new Parameter(zero), new Parameter(zero)];
    const [one, other] = [new Momentum({ learningRate: 0.5 }), new Momentum({ learningRate: 0.5 })];
    const accumulator = new GradientAccumulator([parts]);
    const programs: number[] = [];
    for (let step = 0; step < 3; step++) {
      one.update([whole], [slopes(whole, x)]);
      whole.data();
      const before = countPrograms();
      for (const half of [x.slice(0, 2), x.slice(2)]) {
        accumulator.add([slopes(parts, half)]);
        accumulator.count.toString();
      }
      other.update([parts], accumulator.take());
      parts.data();
      programs.push(countPrograms().compiled - before.compiled);
    }
    expect(parts.toArray()).toEqual(whole.toArray());
    expect(programs.slice(1)).toEqual([0, 0]);
  },
);

test("what was accumulated can be looked at before it is used", () => {
  const p = new Parameter([1, 2]);
  const accumulator = new GradientAccumulator([p]);
  accumulator.add([[1, 6]]);
  accumulator.add([[5, 2]]);
  const taken = accumulator.take();
  expect(globalNorm(taken).item()).toBe(5);
  new SGD({ learningRate: 1 }).update([p], taken);
  expect(p.toArray()).toEqual([-2, -2]);
});

test("an accumulator whose only gradients were dropped has nothing to give", () => {
  const accumulator = new GradientAccumulator([new Parameter([0, 0])]);
  const add = (): void => accumulator.add([[1, 2]]);
  withoutAssignments(add);
  expect(() => accumulator.take()).toThrow("has nothing to give");
  const failing = compile(() => {
    add();
    throw new Error("half-way");
  });
  expect(failing).toThrow("half-way");
  expect(() => accumulator.take()).toThrow("has nothing to give");
  add();
  withoutAssignments(() => accumulator.take());
  expect(accumulator.take()[0]!.toArray()).toEqual([1, 2]);
});

test("compiled steps count what they accumulate", () => {
  const accumulator = new GradientAccumulator([new Parameter([0, 0])]);
  const add = compile((gradient: Tensor) => {
    accumulator.add([gradient]);
  });
  const take = compile(() => accumulator.take());
  for (const [count, taken] of [
    [4, () => accumulator.take()],
    [2, take],
    [3, take],
    [1, () => accumulator.take()],
  ] as const) {
    for (let i = 1; i <= count; i++) add([i, 6]);
    expect(accumulator.count).toBe(count);
    expect(taken()[0]!.toArray()).toEqual([(count + 1) / 2, 6]);
  }
  expect(() => accumulator.take()).toThrow("has nothing to give");
  expect(take()[0]!.toArray()).toEqual([0, 0]);
});

test.for([
  [[[1, 1], tensor([1])], "got float32 [1] for parameter 1 (bias), float32 [2]."],
  [
    [[1, 1], tensor([1, 1], { dtype: "float64" })],
    "got float64 [2] for parameter 1 (bias), float32 [2].",
  ],
] as const)(
  "gradients that do not fit are refused, and none of them is added %#",
  ([wrong, got]) => {
    const parameters = ["weight", "bias"].map((name) => new Parameter([0, 0], { name }));
    const accumulator = new GradientAccumulator(parameters);
    expect(() => accumulator.add(wrong)).toThrow(
      `GradientAccumulator: a gradient must be like its parameter; ${got}`,
    );
    accumulator.add([
      [1, 2],
      [3, 4],
    ]);
    new SGD({ learningRate: 1 }).update(parameters, accumulator.take());
    expect(parameters.map((parameter) => parameter.toArray())).toEqual([
      [-1, -2],
      [-3, -4],
    ]);
  },
);
