import { gradients } from "@chainrule/autograd";
import {
  Affine,
  AveragePool2d,
  BatchNorm1d,
  BatchNorm2d,
  Conv2d,
  Flatten,
  MaxPool2d,
  type Module,
  ReLU,
  Sequential,
  Sigmoid,
  Tanh,
} from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { Adam, AdamW, Momentum, type Optimizer, SGD } from "@chainrule/optimizers";
import type { Engine } from "@chainrule/graph";
import { countPrograms, fromData, setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, readGolden, type Saved } from "./golden.ts";

interface Case {
  readonly model: "mlp" | "cnn";
  readonly optimizer: keyof typeof optimizers;
  readonly dtype: "float32" | "float64";
  readonly losses: readonly number[];
  readonly state: Readonly<Record<string, Saved>>;
}

type Unary = Module & { forward(x: Tensor): Tensor };
type Precision = { readonly dtype: "float32" | "float64" };

const models: Record<Case["model"], (precision: Precision) => Unary> = {
  mlp: (precision) =>
    new Sequential(
      new Affine(6, 16, { bias: false, ...precision }),
      new BatchNorm1d(16, precision),
      new ReLU(),
      new Affine(16, 12, precision),
      new Tanh(),
      new Affine(12, 4, precision),
    ),
  cnn: (precision) =>
    new Sequential(
      new Conv2d(2, 4, 3, { padding: 1, bias: false, ...precision }),
      new BatchNorm2d(4, precision),
      new ReLU(),
      new MaxPool2d(2),
      new Conv2d(4, 6, 3, { stride: 2, ...precision }),
      new Sigmoid(),
      new AveragePool2d(2, { stride: 1 }),
      new Flatten(),
      new Affine(6, 4, precision),
    ),
};

const sizes = { mlp: [10, 6], cnn: [5, 2, 12, 12] } as const;

const optimizers = {
  SGD: () => new SGD({ learningRate: 0.1 }),
  Momentum: () => new Momentum({ learningRate: 0.02, momentum: 0.9, weightDecay: 0.01 }),
  Adam: () => new Adam({ learningRate: 0.01 }),
  AdamW: () => new AdamW({ learningRate: 0.01, weightDecay: 0.1 }),
} satisfies Record<string, () => Optimizer>;

/** Park and Miller's generator, as numbers from −1 to 1: the one of trajectories.py. */
function stream(): () => number {
  let x = 1;
  return () => {
    x = (x * 16807) % 2147483647;
    return (2 * x) / 2147483647 - 1;
  };
}

function drawn(next: () => number, shape: readonly number[], scale = 1): Tensor {
  const count = shape.reduce((product, length) => product * length, 1);
  return fromData(
    Float64Array.from({ length: count }, () => next() * scale),
    shape,
    "float64",
  );
}

/** Trains as trajectories.py does: the losses, and the model. */
function train(
  { model: name, optimizer: rule, dtype, losses }: Case,
  afterStep?: () => void,
): [number[], Unary] {
  const next = stream();
  const inputs = [0, 1, 2].map(() => drawn(next, sizes[name]).cast(dtype));
  const labels = [0, 1, 2].map(() =>
    drawn(next, sizes[name].slice(0, 1)).add(1).mul(2).cast("int32"),
  );
  const model = models[name]({ dtype });
  for (const module of model.namedModules().values()) {
    if (!(module instanceof Affine || module instanceof Conv2d)) continue;
    for (const parameter of module.parameters()) {
      const { shape } = parameter;
      // An affine weight is the transpose of PyTorch's.
      const value = drawn(next, shape.length === 2 ? shape.toReversed() : shape, 0.5).cast(dtype);
      parameter.assign(shape.length === 2 ? value.mT : value);
    }
  }
  const parameters = model.parameters();
  const optimizer = optimizers[rule]();
  const found = losses.map((_, i) => {
    const loss = softmaxCrossEntropy(model.forward(inputs[i % 3]!), labels[i % 3]!);
    optimizer.update(parameters, gradients(loss, parameters));
    const value = loss.item();
    afterStep?.();
    return value;
  });
  return [found, model];
}

const { cases } = readGolden<{ readonly cases: readonly Case[] }>("trajectories");

/** All on an engine that compiles; on the oracle, which is slow, one for each model. */
function casesOn(engine: Engine): readonly Case[] {
  const few = ["mlp AdamW float64", "cnn Momentum float64"];
  if (engine !== reference) return cases;
  return cases.filter(({ model, optimizer, dtype }) =>
    few.includes(`${model} ${optimizer} ${dtype}`),
  );
}

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each(
    casesOn(engine).map(
      (golden) => [golden.model, golden.optimizer, golden.dtype, golden] as const,
    ),
  )(
    "%s with %s in %s trains as in PyTorch",
    { timeout: 60_000 },
    (_model, _optimizer, dtype, golden) => {
      const tolerance = dtype === "float64" ? 1e-10 : 1e-4;
      const [losses, model] = train(golden);
      const shape = [losses.length];
      expectClose(
        "losses",
        fromData(Float64Array.from(losses), shape),
        { shape, data: golden.losses },
        tolerance,
      );
      const state = new Map<string, Tensor>([...model.namedParameters(), ...model.namedState()]);
      expect([...state.keys()].toSorted()).toEqual(Object.keys(golden.state).toSorted());
      for (const [name, saved] of Object.entries(golden.state)) {
        expectClose(name, state.get(name)!, saved, tolerance);
      }
    },
  );

  test("a training loop compiles nothing after its first two steps", () => {
    const compiled: number[] = [];
    train(casesOn(engine)[0]!, () => compiled.push(countPrograms().compiled));
    expect(compiled.at(-1)).toBe(compiled[1]);
  });
});
