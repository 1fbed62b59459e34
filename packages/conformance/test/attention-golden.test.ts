import { gradients } from "@chainrule/autograd";
import { MultiheadAttention } from "@chainrule/layers";
import { setEngine, type Tensor } from "@chainrule/tensor";
import { scaledDotProductAttention } from "@chainrule/tensor/functional";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, numbers, readGolden, type Saved } from "./golden.ts";

interface Case {
  readonly inputs: Readonly<Record<string, Saved>>;
  readonly mask?: Saved & { readonly dtype: "bool" | "float64" };
  readonly upstream: Saved;
  readonly output: Saved;
  readonly gradients: Readonly<Record<string, Saved>>;
}

interface FunctionCase extends Case {
  readonly options: { readonly causal?: boolean; readonly scale?: number };
}

interface LayerCase extends Case {
  readonly arguments: readonly [embedding: number, heads: number];
  readonly options: { readonly bias?: boolean };
  readonly causal: boolean;
  readonly state: Readonly<Record<string, Saved>>;
}

const { functions, layers } = readGolden<{
  readonly functions: readonly FunctionCase[];
  readonly layers: readonly LayerCase[];
}>("attention");

const dtypes = ["float64", "float32"] as const;
type Floating = (typeof dtypes)[number];

/** A mask of the dtype that it was saved with, numbers as `dtype`. */
function maskOf({ mask }: Case, dtype: Floating): { readonly mask?: Tensor } {
  if (mask === undefined) return {};
  const numbered = load(mask, dtype);
  return { mask: mask.dtype === "bool" ? numbered.cast("bool") : numbered };
}

function expectGolden(
  golden: Case,
  output: Tensor,
  targets: ReadonlyMap<string, Tensor>,
  dtype: Floating,
): void {
  const tolerance = dtype === "float64" ? 1e-12 : 1e-5;
  expect(output.dtype).toBe(dtype);
  expectClose("output", output, golden.output, tolerance);
  expect([...targets.keys()].toSorted()).toEqual(Object.keys(golden.gradients).toSorted());
  const found = gradients(output, [...targets.values()], { seed: load(golden.upstream, dtype) });
  for (const [i, name] of [...targets.keys()].entries()) {
    expectClose(`gradient of ${name}`, found[i]!, golden.gradients[name]!, tolerance);
  }
}

function inputsOf({ inputs }: Case, dtype: Floating): Map<string, Tensor> {
  return new Map(Object.entries(inputs).map(([name, saved]) => [name, load(saved, dtype)]));
}

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  describe.each(dtypes)("in %s", (dtype) => {
    test.each(functions.map((golden, i) => [i, golden] as const))(
      "attention is PyTorch's (%i)",
      (_, golden) => {
        const inputs = inputsOf(golden, dtype);
        const [query, key, value] = [...inputs.values()] as [Tensor, Tensor, Tensor];
        const options = { ...golden.options, ...maskOf(golden, dtype) };
        const output = scaledDotProductAttention(query, key, value, options);
        expectGolden(golden, output, inputs, dtype);
      },
    );

    test.each(layers.map((golden, i) => [i, golden] as const))(
      "MultiheadAttention is PyTorch's (%i)",
      (_, golden) => {
        const layer = new MultiheadAttention(...golden.arguments, { ...golden.options, dtype });
        layer.loadStateDict(
          Object.fromEntries(
            Object.entries(golden.state).map(([name, saved]) => [
              name,
              { shape: saved.shape, dtype, data: numbers(saved) },
            ]),
          ),
        );
        const inputs = inputsOf(golden, dtype);
        const output: Tensor = layer.forward(
          inputs.get("query")!,
          inputs.get("key"),
          inputs.get("value"),
          { causal: golden.causal, ...maskOf(golden, dtype) },
        );
        expectGolden(golden, output, new Map([...inputs, ...layer.namedParameters()]), dtype);
      },
    );
  });
});
