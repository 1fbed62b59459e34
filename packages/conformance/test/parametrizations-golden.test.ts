import { gradients } from "@chainrule/autograd";
import {
  Affine,
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  type Layer,
  type ParametrizationOptions,
  ReLU,
  Sequential,
  SpectralNorm,
  WeightNorm,
} from "@chainrule/layers";
import { compile, Generator, rand, setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, numbers, readGolden, type Saved } from "./golden.ts";

type Named = Readonly<Record<string, Saved>>;

interface Step {
  readonly training: boolean;
  readonly input: Saved;
  readonly upstream: Saved;
  readonly output: Saved;
  readonly gradients: Named;
  readonly state: Named;
}

const wrappers = { WeightNorm, SpectralNorm };
const inner = { Affine, Conv1d, Conv2d, ConvTranspose1d };

interface Case {
  readonly wrapper: keyof typeof wrappers;
  readonly options: ParametrizationOptions;
  readonly layer: keyof typeof inner;
  readonly arguments: readonly number[];
  readonly state: Named;
  readonly steps: readonly Step[];
}

type Unary = Layer & { forward(x: Tensor): Tensor };

const { cases } = readGolden<{ readonly cases: readonly Case[] }>("parametrizations");

function make(golden: Case): Unary {
  const Inner = inner[golden.layer] as unknown as new (...given: readonly unknown[]) => Layer;
  const made = new Inner(...golden.arguments, { dtype: "float64" });
  const layer = new wrappers[golden.wrapper](made, golden.options) as unknown as Unary;
  const saved = Object.entries(golden.state).map(
    ([name, one]) =>
      [name, { shape: one.shape, dtype: "float64", data: numbers(one) } as const] as const,
  );
  layer.loadStateDict(Object.fromEntries(saved));
  return layer;
}

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each(
    cases.map((one) => [one.wrapper, one.layer, JSON.stringify(one.options), one] as const),
  )("%s of %s with %s is PyTorch's", (_wrapper, _layer, _options, golden) => {
    const layer = make(golden);
    for (const step of golden.steps) {
      layer.train(step.training);
      const x = load(step.input);
      const y = layer.forward(x);
      const targets = new Map<string, Tensor>([...layer.namedParameters(), ["input", x]]);
      const found = gradients(y, [...targets.values()], { seed: load(step.upstream) });
      expectClose("output", y, step.output);
      expect([...targets.keys()].toSorted()).toEqual(Object.keys(step.gradients).toSorted());
      for (const [i, name] of [...targets.keys()].entries()) {
        expectClose(`gradient of ${name}`, found[i]!, step.gradients[name]!);
      }
      for (const [name, saved] of Object.entries(step.state)) {
        expectClose(name, layer.namedState().get(name)!, saved);
      }
    }
  });
});

test("a new WeightNorm computes what the layer did, and its weight is no parameter of its own", () => {
  const affine = new Affine(3, 4);
  const x = rand([2, 3]);
  const before = affine.forward(x).data();
  const layer = new WeightNorm(affine);
  layer
    .forward(x)
    .data()
    .forEach((value, i) => expect(value).toBeCloseTo(before[i]!, 5));
  const names = ["layer.bias", "direction", "magnitude"];
  expect([...layer.namedParameters().keys()]).toEqual(names);
  expect([...new Sequential(layer).namedParameters().keys()]).toEqual(
    names.map((name) => `0.${name}`),
  );
  layer.magnitude.assign(layer.magnitude.mul(2));
  const doubled = affine.weight.square().sum(0).sqrt();
  expect(Array.from(doubled.data())).toEqual(
    Array.from(layer.magnitude.data(), (one) => expect.closeTo(one, 5) as number),
  );
});

test("a new SpectralNorm divides by the largest singular value, and follows it in compiled steps", () => {
  const generator = new Generator(1);
  const affine = new Affine(5, 5, { generator, bias: false, dtype: "float64" });
  const layer = new SpectralNorm(affine, { generator });
  const step = compile((x: Tensor) => layer.forward(x));
  const x = rand([1, 5], { dtype: "float64", generator });
  for (let i = 0; i < 200; i++) step(x);
  layer.evaluate();
  let v: Tensor = x;
  for (let i = 0; i < 200; i++) {
    v = v.matmul(affine.weight).matmul(affine.weight.transpose());
    v = v.div(v.square().sum().sqrt()).keep();
  }
  expect(v.matmul(affine.weight).square().sum().sqrt().item()).toBeCloseTo(1, 6);
  const [u, before] = [layer.u.data(), layer.forward(x).data()];
  expect(layer.forward(x).data()).toEqual(before);
  expect(layer.u.data()).toEqual(u);
});

test("mistakes are sentences", () => {
  expect(() => new WeightNorm(new ReLU())).toThrow(
    "WeightNorm: the layer must have a parameter weight; got ReLU().",
  );
  expect(() => new SpectralNorm(new Affine(2, 2), { name: "bias" })).toThrow(
    "SpectralNorm: needs a weight with inputs and outputs, and one of its axes; got axis 0 of [2].",
  );
  expect(() => new WeightNorm(new Affine(2, 2), { axis: 2 })).toThrow("got axis 2 of [2, 2].");
  expect(() => new WeightNorm(3 as never)).toThrow("WeightNorm: the layer must be a Layer; got 3.");
});
