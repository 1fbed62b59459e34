import { gradients } from "@chainrule/autograd";
import * as losses from "@chainrule/losses";
import { setEngine, type Tensor, tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, readGolden, type Saved } from "./golden.ts";

interface Case {
  readonly loss: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly predictions: Saved;
  readonly targets: Typed;
  readonly upstream: Saved;
  readonly value: Saved;
  readonly gradient: Saved;
}

/** A case of more than two inputs, with a gradient for each. */
interface Several {
  readonly loss: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Typed[];
  readonly upstream: Saved;
  readonly value: Saved;
  readonly gradients: readonly Saved[];
}

type Typed = Saved & { readonly dtype: "float64" | "int32" };

const functions: ReadonlyMap<string, unknown> = new Map(Object.entries(losses));
const { cases } = readGolden<{ readonly cases: readonly (Case | Several)[] }>("losses");

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each(cases.map((golden, i) => [golden.loss, JSON.stringify(golden.options), i] as const))(
    "%s %s is PyTorch's (%i)",
    (_name, _options, i) => {
      const golden = cases[i]!;
      const loss = functions.get(golden.loss) as (...given: unknown[]) => Tensor;
      if ("inputs" in golden) {
        const inputs = golden.inputs.map((input) => load(input, input.dtype));
        const y = loss(...inputs, golden.options);
        expectClose("value", y, golden.value);
        golden.inputs.forEach(({ dtype }, n) => {
          if (dtype !== "float64") return;
          const gradient = gradients(y, inputs[n]!, { seed: load(golden.upstream) });
          expectClose(`gradient ${n}`, gradient, golden.gradients[n]!);
        });
        return;
      }
      const x = load(golden.predictions);
      const y = loss(x, load(golden.targets, golden.targets.dtype), golden.options);
      const gradient = gradients(y, x, { seed: load(golden.upstream) });
      expectClose("value", y, golden.value);
      expectClose("gradient", gradient, golden.gradient);
    },
  );
});

test.each(["huber", "smoothL1"])(
  "the gradient of %s is PyTorch's at infinity, too: the slope of the line",
  (name) => {
    const loss = functions.get(name) as (...given: unknown[]) => Tensor;
    const x = tensor([Infinity, -Infinity, 1e30, 0.5, NaN]);
    const y = loss(x, 0, { reduction: "none" });
    expect(y.toArray()).toEqual([Infinity, Infinity, Math.fround(1e30), 0.125, NaN]);
    expect(gradients(y.sum(), x).toArray()).toEqual([1, -1, 1, 0.5, NaN]);
  },
);
