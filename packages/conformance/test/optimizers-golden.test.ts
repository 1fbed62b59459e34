import {
  AdaDelta,
  Adafactor,
  AdaGrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  LAMB,
  Lion,
  Momentum,
  Muon,
  Nesterov,
  type Optimizer,
  NAdam,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
} from "@chainrule/optimizers";
import { type DType, Parameter, type Tensor, tensor } from "@chainrule/tensor";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

interface Values {
  readonly p: number[];
  readonly w: number[][];
}

interface Case {
  readonly optimizer: keyof typeof classes;
  readonly options: Record<string, unknown>;
  readonly dtype: DType;
  readonly kept: readonly Values[];
}

interface Golden {
  readonly problem: Record<"A" | "c" | "d" | "w", number[][]> & Record<"b" | "p", number[]>;
  readonly kept: readonly number[];
  readonly rateStep: number;
  readonly rateFactor: number;
  readonly notebook: Record<string, number[][]>;
  readonly cases: readonly Case[];
}

const classes = {
  SGD,
  Momentum,
  Nesterov,
  AdaGrad,
  RMSprop,
  Adam,
  AdamW,
  AdaDelta,
  Adamax,
  RAdam,
  NAdam,
  Lion,
  LAMB,
  Rprop,
  ASGD,
  Adafactor,
  Muon,
} as const;

/** Which of the parameters are trained, where not all are. */
const first: Readonly<Record<string, number>> = { Muon: 1 };

const golden = JSON.parse(
  readFileSync(new URL("../golden/optimizers.json", import.meta.url), "utf8"),
) as Golden;

/** The problem of optimizers.py: its parameters, and their gradients in closed form. */
function problem(dtype: DType): { parameters: Parameter[]; gradients: () => Tensor[] } {
  const given = (name: keyof Golden["problem"]): Tensor => tensor(golden.problem[name], { dtype });
  const [p, w] = [new Parameter(given("p")), new Parameter(given("w"))];
  const [A, b, c, d] = [given("A"), given("b"), given("c"), given("d")];
  return {
    parameters: [p, w],
    gradients: () => [A.matmul(p).sub(b), w.mul(c).sub(d)],
  };
}

/** The largest difference of numbers to those wanted, relative where they are above 1. */
function distance(got: Tensor, wanted: number[] | number[][]): number {
  const numbers = wanted.flat();
  return Math.max(
    ...Array.from(got.data(), (value, i) => {
      const difference = Math.abs(value - numbers[i]!) / Math.max(1, Math.abs(numbers[i]!));
      return Number.isNaN(difference) ? Infinity : difference;
    }),
  );
}

const tolerance = { float64: 1e-12, float32: 1e-5 } as Record<DType, number>;

describe("trajectories of PyTorch", () => {
  test.for(
    golden.cases.map(
      (one) => [`${one.optimizer} ${one.dtype} ${JSON.stringify(one.options)}`, one] as const,
    ),
  )("%s", ([, { optimizer, options, dtype, kept }]) => {
    const { parameters, gradients } = problem(dtype);
    const trained: Optimizer = new classes[optimizer](options) as never;
    const distances: number[] = [];
    for (let step = 1; step <= golden.kept.at(-1)!; step++) {
      if (step === golden.rateStep) trained.learningRate *= golden.rateFactor;
      const from = first[optimizer] ?? 0;
      trained.update(parameters.slice(from), gradients().slice(from));
      const at = golden.kept.indexOf(step);
      if (at < 0) continue;
      distances.push(distance(parameters[0]!, kept[at]!.p), distance(parameters[1]!, kept[at]!.w));
    }
    expect(Math.max(...distances)).toBeLessThan(tolerance[dtype]);
  });
});

/** Five steps on the vector of the problem. */
function path(optimizer: Optimizer, before: (step: number) => void = () => {}): number[][] {
  const { parameters, gradients } = problem("float64");
  return [1, 2, 3, 4, 5].map((step) => {
    before(step);
    optimizer.update(parameters.slice(0, 1), gradients().slice(0, 1));
    return Array.from(parameters[0]!.data());
  });
}

function far(a: number[][], b: number[][]): number {
  return Math.max(...a.flat().map((value, i) => Math.abs(value - b.flat()[i]!)));
}

describe("notebook 003", () => {
  const eps = 1e-7;
  test.for([
    ["sgd", new SGD({ learningRate: 0.05 })],
    ["momentum", new Momentum({ learningRate: 0.02 })],
    ["nesterov", new Nesterov({ learningRate: 0.02 })],
    ["adagrad", new AdaGrad({ learningRate: 0.3, eps })],
    ["rmsprop", new RMSprop({ learningRate: 0.05, eps })],
  ] as const)("%s", ([name, optimizer]) => {
    expect(far(path(optimizer), golden.notebook[name]!)).toBeLessThan(1e-14);
  });

  test("adam adds ε before the correction, which is another ε in each step", () => {
    const adam = new Adam({ learningRate: 0.1 });
    const steps = path(adam, (step) => {
      adam.options.eps = eps / Math.sqrt(1 - 0.999 ** step);
    });
    expect(far(steps, golden.notebook["adam"]!)).toBeLessThan(1e-14);
    expect(far(path(new Adam({ learningRate: 0.1, eps })), golden.notebook["adam"]!)).toBeCloseTo(
      1.9253e-6,
      9,
    );
  });

  test("nesterov uses the new velocity where the old belongs", () => {
    const steps = path(new Nesterov({ learningRate: 0.02 }));
    expect(far(steps, golden.notebook["nesterovOfTheNotebook"]!)).toBeCloseTo(0.1543416525, 9);
  });
});
