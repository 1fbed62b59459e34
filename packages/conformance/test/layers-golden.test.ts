import { gradients } from "@chainrule/autograd";
import * as layers from "@chainrule/layers";
import { setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, numbers, readGolden, type Saved } from "./golden.ts";

interface Step {
  readonly training: boolean;
  readonly input: Saved;
  readonly upstream: Saved;
  readonly output: Saved;
  readonly gradients: Readonly<Record<string, Saved>>;
  readonly state?: Readonly<Record<string, Saved>>;
}

interface Case {
  readonly layer: string;
  readonly arguments: readonly unknown[];
  readonly state: Readonly<Record<string, Saved>>;
  readonly steps: readonly Step[];
}

type Unary = layers.Module & { forward(x: Tensor): Tensor };

const classes: ReadonlyMap<string, unknown> = new Map(Object.entries(layers));

const whole = new Set(["Embedding"]);

/** The layer of a case, with the state that PyTorch's had. */
function make(golden: Case): Unary {
  const last = golden.arguments.at(-1);
  const isOptions = typeof last === "object" && !Array.isArray(last);
  const sizes = isOptions ? golden.arguments.slice(0, -1) : golden.arguments;
  const Layer = classes.get(golden.layer) as new (...given: unknown[]) => Unary;
  // Layers without a state have the dtype of what they are given.
  const layer =
    Object.keys(golden.state).length > 0
      ? new Layer(...sizes, { ...(isOptions ? last : {}), dtype: "float64" })
      : new Layer(...golden.arguments);
  layer.loadStateDict(
    Object.fromEntries(
      Object.entries(golden.state).map(([name, saved]) => [
        name,
        { shape: saved.shape, dtype: "float64", data: numbers(saved) },
      ]),
    ),
  );
  return layer;
}

const { cases } = readGolden<{ readonly cases: readonly Case[] }>("layers");

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each(cases.map((golden, i) => [golden.layer, JSON.stringify(golden.arguments), i] as const))(
    "%s(%s) is PyTorch's (%i)",
    (_name, _arguments, i) => {
      const golden = cases[i]!;
      const layer = make(golden);
      for (const [at, step] of golden.steps.entries()) {
        layer.train(step.training);
        const x = load(step.input, whole.has(golden.layer) ? "int32" : "float64");
        const y = layer.forward(x);
        const targets = new Map<string, Tensor>(layer.namedParameters());
        if ("input" in step.gradients) targets.set("input", x);
        const found = gradients(y, [...targets.values()], { seed: load(step.upstream) });
        expectClose(`step ${at} output`, y, step.output);
        expect([...targets.keys()].toSorted()).toEqual(Object.keys(step.gradients).toSorted());
        for (const [t, name] of [...targets.keys()].entries()) {
          expectClose(`step ${at} gradient of ${name}`, found[t]!, step.gradients[name]!);
        }
        for (const [name, saved] of Object.entries(step.state ?? {})) {
          expectClose(`step ${at} ${name}`, layer.namedState().get(name)!, saved);
        }
      }
    },
  );
});
