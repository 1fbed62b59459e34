import { Adam, Lookahead, type LookaheadOptions, type Optimizer, SGD } from "@chainrule/optimizers";
import { type DType, Parameter, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { readGolden } from "./golden.ts";

interface Golden {
  readonly problem: Readonly<Record<"c" | "d" | "p", number[]>>;
  readonly cases: readonly {
    readonly optimizer: "SGD" | "Adam";
    readonly given: object;
    readonly options: LookaheadOptions;
    readonly dtype: DType;
    readonly kept: readonly number[][];
  }[];
}

const { problem, cases } = readGolden<Golden>("lookahead");
const digits = { float64: 12, float32: 5 } as Record<DType, number>;

test.for(cases)("around $optimizer of PyTorch: $options, $dtype", (golden) => {
  const { given, options, dtype, kept } = golden;
  const of = (values: number[]): Tensor => tensor(values, { dtype }) as Tensor;
  const inner: Optimizer = golden.optimizer === "SGD" ? new SGD(given) : new Adam(given);
  const lookahead = new Lookahead(inner, options);
  const p = new Parameter(of(problem.p));
  const found = kept.map((_, i) => {
    if (i === 7) lookahead.learningRate /= 2;
    lookahead.update([p], [p.mul(of(problem.c)).sub(of(problem.d))]);
    return [...p.data()];
  });
  const near = (value: number): number => expect.closeTo(value, digits[dtype]) as number;
  expect(found).toEqual(kept.map((values) => values.map(near)));
});
