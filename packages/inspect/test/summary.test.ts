import {
  Affine,
  BatchNorm2d,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  Embedding,
  Flatten,
  LSTM,
  MaxPool2d,
  Module,
  ReLU,
  Residual,
  Sequential,
} from "@chainrule/layers";
import { countPrograms, rand, setSeed, type Tensor, zeros } from "@chainrule/tensor";
import { expect, test } from "vitest";
import { summary } from "../src/index.ts";

test("a table like torchinfo's", () => {
  const model = new Sequential(
    new Conv2d(1, 8, 3, { padding: 1 }),
    new BatchNorm2d(8),
    new ReLU(),
    new MaxPool2d(2),
    new Residual(new Conv2d(8, 8, 1, { bias: false })),
    new Flatten(),
    new Dropout(0.5),
    new Affine(8 * 14 * 14, 10),
  );
  model.layers[7].bias!.trainable = false;
  expect(`\n${summary(model, [32, 1, 28, 28]).toString()}\n`).toMatchInlineSnapshot(`
    "
    layer                              output           parameters      FLOPs  activations
    Sequential                         [32, 10]                  –          –            –
      0: Conv2d(1, 8, 3, padding 1)    [32, 8, 28, 28]          80  3,813,376    784.0 KiB
      1: BatchNorm2d(8)                [32, 8, 28, 28]          16    602,144    784.0 KiB
      2: ReLU()                        [32, 8, 28, 28]           –    200,704    784.0 KiB
      3: MaxPool2d(2)                  [32, 8, 14, 14]           –    301,056    196.0 KiB
      4: Residual                      [32, 8, 14, 14]           –     50,176    196.0 KiB
        4.0: Conv2d(8, 8, 1, no bias)  [32, 8, 14, 14]          64    802,816    196.0 KiB
      5: Flatten()                     [32, 1568]                –          –            –
      6: Dropout(0.5)                  [32, 1568]                –          –            –
      7: Affine(1568, 10)              [32, 10]             15,690  1,003,840      1.3 KiB

    15,850 parameters (61.9 KiB), 10 of them frozen
    6.8 M FLOPs forward
    2.9 MiB of activations for 98.0 KiB of input
    "
  `);
});

test("nothing runs, and nothing changes", () => {
  const model = new Sequential(new Affine(1000, 1000), new BatchNorm2d(3), new Dropout(0.5));
  model.layers[2].evaluate();
  const affine = new Affine(4096, 4096);
  affine.weight.data();
  const before = countPrograms();
  summary(affine, [100_000, 4096]);
  expect(countPrograms()).toEqual(before);
  const forward = Object.getOwnPropertyDescriptor(model, "forward");
  expect(() => summary(model, [2, 3])).toThrow("Sequential[0] Affine(1000, 1000): matmul");
  expect(model.layers.map(({ training }) => training)).toEqual([true, true, false]);
  expect(Object.getOwnPropertyDescriptor(model, "forward")).toEqual(forward);
});

test("random numbers go on as if nobody had looked", () => {
  class Noisy extends Module {
    forward(x: Tensor): Tensor {
      return x.add(rand([2]));
    }
  }
  const drawnAfter = (f: () => void): unknown => {
    setSeed(3);
    f();
    return rand([2]).toArray();
  };
  const undisturbed = drawnAfter(() => {});
  expect(drawnAfter(() => summary(new Noisy(), [2]))).toEqual(undisturbed);
});

test("operations, against counts by hand", () => {
  const of = (model: Module, shape: number[]): number => summary(model, shape).totals.operations;
  expect(of(new Affine(20, 30), [7, 20])).toBe(7 * 30 * (2 * 20 + 1));
  expect(of(new Affine(20, 30, { bias: false }), [7, 20])).toBe(7 * 30 * 2 * 20);
  expect(of(new Conv2d(4, 6, 3, { bias: false, groups: 2 }), [2, 4, 9, 9])).toBe(
    2 * 6 * 7 * 7 * 2 * (2 * 9),
  );
  expect(of(new ConvTranspose2d(4, 6, 2, { bias: false, stride: 2 }), [1, 4, 5, 5])).toBe(
    2 * 4 * 25 * 6 * 4,
  );
  expect(of(new ReLU(), [3, 5])).toBe(15);
  expect(of(new Flatten(), [3, 5, 2])).toBe(0);
});

class Twice extends Module {
  inner = new Affine(3, 3);
  unused = new Affine(50, 50);

  forward(x: Tensor, scale: Tensor): { out: Tensor; scaled: Tensor } {
    const out = this.inner.forward(this.inner.forward(x)) as Tensor;
    return { out, scaled: out.mul(scale) };
  }
}

test("several inputs and outputs, and a module called twice", () => {
  const { rows, totals } = summary(new Twice(), [[2, 3], zeros([3])]);
  expect(
    rows.map(({ path, depth, parameters, outputs }) => [path, depth, parameters, outputs]),
  ).toEqual([
    [
      "",
      0,
      0,
      [
        [2, 3],
        [2, 3],
      ],
    ],
    ["inner", 1, 12, [[2, 3]]],
    ["inner", 1, 0, [[2, 3]]],
  ]);
  expect(totals.parameters).toBe(12 + 50 * 51);
  expect(totals.bytes).toBe(3 * 24);
  expect(totals.inputBytes).toBe(24 + 12);
});

test("tied weights count once, integers go in, and the dtype counts", () => {
  const first = new Affine(3, 3, { dtype: "float64" });
  const second = new Affine(3, 3, { dtype: "float64" });
  Object.assign(second, { weight: first.weight });
  const tied = summary(new Sequential(first, second), [1, 3], { dtype: "float64" });
  expect(tied.totals.parameters).toBe(9 + 3 + 3);
  expect(tied.totals.parameterBytes).toBe(15 * 8);
  const embedding = summary(new Embedding(10, 4), [5, 2], { dtype: "int32" });
  expect(embedding.rows[0]!.outputs).toEqual([[5, 2, 4]]);
});

test("parameters of modules that are not called are those of what holds them", () => {
  const lstm = new LSTM(3, 8, { layers: 2, bidirectional: true });
  const { rows, totals } = summary(new Sequential(lstm, new Affine(16, 2)), [4, 10, 3]);
  expect(rows.map(({ layer, outputs, parameters }) => [layer, outputs, parameters])).toEqual([
    ["Sequential", [[4, 10, 2]], 0],
    ["LSTM(3, 8, layers 2, bidirectional)", [[4, 10, 16]], 2 * 32 * (3 + 8 + 2 + 16 + 8 + 2)],
    ["Affine(16, 2)", [[4, 10, 2]], 34],
  ]);
  expect(totals.parameters).toBe(2 * 32 * 39 + 34);
  // Two for each element of a weight, for each example and time, and what the gates take.
  expect(rows[1]!.operations).toBeGreaterThan(2 * 4 * 10 * 2 * 32 * (3 + 8 + 16 + 8));
});

test("an output may hold itself", () => {
  class Circle extends Module {
    forward(x: Tensor): object {
      const output: { y: Tensor; self?: object } = { y: x.add(1) };
      output.self = output;
      return output;
    }
  }
  expect(summary(new Circle(), [2]).rows[0]!.outputs).toEqual([[2]]);
});

test("errors", () => {
  expect(() => summary(3 as never, [1])).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: summary: the model must be a module; got 3.]`,
  );
  expect(() => summary(new Affine(3, 4), [2, 5])).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: Affine(3, 4): matmul: inner lengths 5 and 3 differ; got [2, 5] and [3, 4].]`,
  );
});
