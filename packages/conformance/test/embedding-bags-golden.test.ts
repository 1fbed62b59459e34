import { gradients } from "@chainrule/autograd";
import { EmbeddingBag, type EmbeddingBagOptions } from "@chainrule/layers";
import { setEngine } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { expectClose, load, readGolden, type Saved } from "./golden.ts";

interface Case {
  readonly options: EmbeddingBagOptions;
  readonly weight: Saved;
  readonly indices: Saved;
  readonly output: Saved;
  readonly upstream: Saved;
  readonly gradient: Saved;
  readonly factors?: Saved;
  readonly factorsGradient?: Saved;
}

const { cases } = readGolden<{ readonly cases: readonly Case[] }>("embedding-bags");

describe.each([reference, ...engines])("on the $name engine", (engine) => {
  beforeAll(() => setEngine(engine));
  afterAll(() => setEngine(undefined));

  test.each(
    cases.map((one) => [
      JSON.stringify(one.options),
      one.factors === undefined ? "" : "weighted",
      one,
    ]) as [string, string, Case][],
  )("a bag with %s is PyTorch's %s", (_options, _weighted, golden) => {
    const bag = new EmbeddingBag(5, 3, { ...golden.options, dtype: "float64" });
    bag.weight.assign(load(golden.weight));
    const indices = load(golden.indices, "int32");
    const factors = golden.factors && load(golden.factors);
    const y = bag.forward(indices, factors);
    expectClose("output", y, golden.output);
    const targets = factors === undefined ? [bag.weight] : [bag.weight, factors];
    const found = gradients(y, targets, { seed: load(golden.upstream) });
    expectClose("gradient of the weight", found[0]!, golden.gradient);
    if (factors) expectClose("gradient of the factors", found[1]!, golden.factorsGradient!);
    // Bytes, and indices from the end, are the same vectors.
    expectClose("output of bytes", bag.forward(indices.cast("uint8"), factors), golden.output);
    expectClose("output from the end", bag.forward(indices.sub(5), factors), golden.output);
  });
});

test("mistakes are sentences", () => {
  const bag = new EmbeddingBag(5, 3, { mode: "max" });
  expect(() => bag.forward([[1, 2]], [[1, 1]])).toThrow(
    'EmbeddingBag: weights need the mode "sum"; got "max".',
  );
  expect(() => new EmbeddingBag(5, 3, { mode: "sum" }).forward([[1, 2]], [1])).toThrow(
    "weights must have the shape of the indices; got [1] for [1, 2].",
  );
  expect(() => new EmbeddingBag(5, 3, { mode: "none" as never })).toThrow(
    'EmbeddingBag: mode must be "sum", "mean" or "max"; got "none".',
  );
  expect(() => new EmbeddingBag(5, 3, { paddingIndex: 5 })).toThrow(
    "EmbeddingBag: paddingIndex must be an integer from -5 to 4; got 5.",
  );
});
