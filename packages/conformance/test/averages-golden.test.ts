import { WeightAverage, type WeightAverageOptions } from "@chainrule/optimizers";
import { type DType, Parameter, type Tensor, tensor } from "@chainrule/tensor";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The weight and the bias of the layer. */
type Values = readonly [weight: number[][], bias: number[]];

interface Case {
  readonly name: string;
  readonly options: WeightAverageOptions;
  readonly dtype: DType;
  readonly weights: readonly Values[];
  readonly averages: readonly Values[];
}

const { cases } = JSON.parse(
  readFileSync(new URL("../golden/averages.json", import.meta.url), "utf8"),
) as { cases: readonly Case[] };

const digits = { float64: 14, float32: 6 } as Record<DType, number>;

test.for(cases)("averages of PyTorch: $name, $dtype", ({ options, dtype, weights, averages }) => {
  // What they are before the first update does not matter.
  const layer: Parameter[] = weights[0]!.map(
    (first) => new Parameter((tensor(first, { dtype }) as Tensor).mul(7)),
  );
  const average = new WeightAverage(layer, options);
  const kept = weights.map((values) => {
    layer.forEach((parameter: Parameter, i) => {
      parameter.assign(tensor(values[i]!, { dtype }) as Tensor);
    });
    average.update();
    return average.averages.flatMap((state) => [...state.data()]);
  });
  const wanted = averages.flat(3).map((value) => expect.closeTo(value, digits[dtype]) as number);
  expect(kept.flat()).toEqual(wanted);
});
