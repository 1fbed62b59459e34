import { gradients } from "@chainrule/autograd";
import { GRU, GRUCell, LSTM, LSTMCell, type Module, RNN, RNNCell } from "@chainrule/layers";
import { setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, numbers, readGolden, type Saved } from "./golden.ts";

const kinds = { RNN, LSTM, GRU, RNNCell, LSTMCell, GRUCell };

interface Case {
  readonly name: keyof typeof kinds;
  readonly arguments: readonly [inputs: number, hidden: number];
  readonly options: object;
  readonly state: Readonly<Record<string, Saved>>;
  readonly inputs: { readonly x: Saved; readonly hidden?: Saved; readonly cell?: Saved };
  readonly upstream: readonly Saved[];
  readonly results: readonly Saved[];
  readonly gradients: Readonly<Record<string, Saved>>;
}

const { cases } = readGolden<{ readonly cases: readonly Case[] }>("recurrent");

type Recurrent = Module & { forward(x: Tensor, state?: unknown): unknown };

function layerOf({ name, arguments: sizes, options, state }: Case, dtype: string): Recurrent {
  const kind = kinds[name] as unknown as new (...given: unknown[]) => Recurrent;
  const layer = new kind(...sizes, { ...options, dtype });
  layer.loadStateDict(
    Object.fromEntries(
      Object.entries(state).map(([key, saved]) => [
        key,
        { shape: saved.shape, dtype: "float64", data: numbers(saved) },
      ]),
    ),
  );
  return layer;
}

/** The output of a layer and its last states, or the states that a cell gives. */
function resultsOf(
  { name }: Case,
  layer: Recurrent,
  inputs: ReadonlyMap<string, Tensor>,
): Tensor[] {
  const [x, ...given] = inputs.values();
  const zeros = name.startsWith("LSTM") ? [0, 0] : 0;
  const state = given.length === 0 ? zeros : given.length === 1 ? given[0] : given;
  return [layer.forward(x!, state)].flat(2) as Tensor[];
}

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  describe.each(["float64", "float32"] as const)("in %s", (dtype) => {
    test.each(cases.map((golden, i) => [golden.name, i, golden] as const))(
      "%s is PyTorch's (%i)",
      (_, __, golden) => {
        const tolerance = dtype === "float64" ? 1e-12 : 1e-5;
        const layer = layerOf(golden, dtype);
        const inputs = new Map(
          Object.entries(golden.inputs).map(([name, saved]) => [name, load(saved, dtype)]),
        );
        const results = resultsOf(golden, layer, inputs);
        expect(results.length).toBe(golden.results.length);
        for (const [i, result] of results.entries()) {
          expect(result.dtype).toBe(dtype);
          expectClose(`result ${i}`, result, golden.results[i]!, tolerance);
        }
        const weighted = results.map((one, i) => one.mul(load(golden.upstream[i]!, dtype)).sum());
        const sum = weighted.reduce((a, b) => a.add(b));
        const targets = new Map([...inputs, ...layer.namedParameters()]);
        expect([...targets.keys()].toSorted()).toEqual(Object.keys(golden.gradients).toSorted());
        const found = gradients(sum, [...targets.values()]);
        // One program for all of them.
        for (const gradient of found) gradient.keep();
        for (const [i, name] of [...targets.keys()].entries()) {
          expectClose(`gradient of ${name}`, found[i]!, golden.gradients[name]!, tolerance);
        }
      },
    );
  });
});
