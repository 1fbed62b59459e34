import { checkGradients, customFunction } from "@chainrule/autograd";
import { Generator, Parameter, rand, State, type Tensor, tensor } from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { useReference } from "./engine.ts";

useReference();

const float64 = { dtype: "float64" } as const;

describe("notebook 001", () => {
  const x = tensor([[2], [-5]], float64);
  const labels = tensor(
    [
      [0, 1],
      [1, 0],
    ],
    float64,
  );
  const w1 = [[0.5, 0.4, 0.3]];
  const w2 = [
    [0.8, -0.1],
    [1.3, 0.15],
    [-1.1, 0.95],
  ];
  const b1 = [-1, 3, 1];
  const b2 = [0.65, 0.8];

  function loss(...[u, v, c, d]: [Tensor, Tensor, Tensor, Tensor]): Tensor {
    const logits = x.matmul(u).add(c).relu().matmul(v).add(d);
    const data = logits.logSoftmax().mul(labels).sum().div(-2);
    const penalty = [u, v, c, d].map((p) => p.square().sum()).reduce((a, b) => a.add(b));
    return data.add(penalty.mul(tensor(0.05, float64)));
  }

  test("l1_lin[0, 0] is exactly 0: the gradients there are kinks, and all others are right", () => {
    const report = checkGradients(loss, [w1, w2, b1, b2]);
    expect(report.ok).toBe(true);
    expect(report.largestError).toBeLessThan(1e-8);
    expect(report.toString().replaceAll(/error \S+/g, "error …")).toMatchInlineSnapshot(`
      "gradients: 0 failures, 2 kinks
        input 0 [1, 3], order 1: 3 elements, largest error …
        input 1 [3, 2], order 1: 6 elements, largest error …
        input 2 [3], order 1: 3 elements, largest error …
        input 3 [2], order 1: 2 elements, largest error …
        kink: input 0 at [0, 0], order 1: 0.05 from the left, 0.6971897 from the right, autograd says 0.05
        kink: input 2 at [0], order 1: -0.1 from the left, 0.2235948 from the right, autograd says -0.1"
    `);
    const [kink] = report.kinks;
    expect(kink).toMatchObject({ kind: "kink", input: 0, index: [0, 0], order: 1 });
    expect(kink!.analytic).toBeCloseTo(0.05, 12);
    expect(kink!.left).toBeCloseTo(0.05, 8);
    expect(kink!.right).toBeCloseTo(0.05 + 2 * 0.32359484583737275, 8);
  });
});

const square = (backward: (g: Tensor, x: Tensor) => Tensor) =>
  customFunction({
    name: "square",
    forward: (x: Tensor) => x.mul(x),
    backward: (g, [x]) => [backward(g, x)],
  });

test("a wrong gradient is a failure", () => {
  const wrong = square((g, x) => g.mul(x));
  const report = checkGradients((x: Tensor) => wrong(x).sum(), [[0, 1]]);
  expect(report.ok).toBe(false);
  expect(() => report.assert()).toThrowErrorMatchingInlineSnapshot(`
    [Error: gradients: 1 failure, 0 kinks
      input 0 [2], order 1: 2 elements, largest error 5.0e-1
      failure: input 0 at [1], order 1: autograd says 1, finite differences say 2]
  `);
});

test("a report shows ten failures, and the largest error of all inputs", () => {
  const wrong = square((g, x) => g.mul(x));
  const of = (x: Tensor, y: Tensor): Tensor => wrong(x).sum().add(y.sum());
  const report = checkGradients(of, [rand([12], { generator: new Generator(1) }), [1, 2]]);
  expect(report.failures).toHaveLength(12);
  const lines = report.toString().split("\n");
  expect(lines.filter((line) => line.startsWith("  failure: "))).toHaveLength(10);
  expect(lines.at(-1)).toBe("  … and 2 more");
  expect(report.largestError).toBe(report.inputs[0]!.largestError);
  expect(report.largestError).toBeGreaterThan(0.4);
});

test("a gradient that is NaN is wrong without limit", () => {
  const nowhere = square((g) => g.mul(NaN));
  const report = checkGradients((x: Tensor) => nowhere(x).sum(), [[1]]);
  expect([report.ok, report.largestError]).toEqual([false, Infinity]);
});

test("a gradient that is right, and wrong when differentiated again, is a failure of order 2", () => {
  const once = square((g, x) => g.mul(x.detach()).mul(2));
  const report = checkGradients((x: Tensor) => once(x).sum(), [[1, 2]], { order: 2 });
  expect(report.failures.map(({ order }) => order)).toEqual([2, 2]);
});

test.each([
  ["wrong by 1e-4", 1e-4, false],
  ["wrong by 1e-5", 1e-5, false],
  ["wrong by 1e-8", 1e-8, true],
])("a gradient %s, relative", (_, error, ok) => {
  const f = square((g, x) => g.mul(x).mul(2 * (1 + error)));
  expect(checkGradients((x: Tensor) => f(x).sum(), [[1, 2]]).ok).toBe(ok);
});

test.each([
  ["relu", (x: Tensor) => x.relu(), [-1, 0, 2], [[1, 0, 1]]],
  ["a kink close by", (x: Tensor) => x.relu(), [1e-7, -3e-7], []],
  ["abs", (x: Tensor) => x.abs(), [-2, 0, 1e-6], [[1, -1, 1]]],
  ["ties of maximum", (x: Tensor) => x.maximum(tensor([1, 2], float64)), [1, 3], [[0, 0, 1]]],
  [
    "ties of max",
    (x: Tensor) => x.max(),
    [3, 1, 3],
    [
      [0, 0, 1],
      [2, 0, 1],
    ],
  ],
  ["a jump", (x: Tensor) => x.floor(), [0.5, 2], [[1, Infinity, 0]]],
  ["a root's end", (x: Tensor) => x.sqrt(), [0, 4], [[0, NaN, Infinity]]],
  ["an end with a slope", (x: Tensor) => x.mul(x.sqrt()), [0, 4], [[0, NaN, 0]]],
  ["small numbers of a logarithm", (x: Tensor) => x.log(), [1e-7, 1e-3, 1], []],
  ["a reciprocal near its pole", (x: Tensor) => x.reciprocal(), [1e-4, -1e-3, 5], []],
  ["fast oscillation", (x: Tensor) => x.mul(1e6).sin(), [0, 1], []],
  ["large values", (x: Tensor) => x.add(1e6), [0, 1], []],
  ["tiny gradients", (x: Tensor) => x.mul(1e-12), [0, 1], []],
])("kinks: %s", (_, f, x, kinks) => {
  const report = checkGradients((at: Tensor) => f(at).sum(), [x]).assert();
  const found = report.kinks.map(({ index, left, right }) => [
    index[0],
    ...[left, right].map((side) => Math.round(side * 1e4) / 1e4 + 0),
  ]);
  expect(found).toEqual(kinks);
});

test("a value beside both sides of a kink is a failure", () => {
  const relu = customFunction({
    name: "relu",
    forward: (x: Tensor) => x.relu(),
    backward: (g, [x]) => [g.mul(x.equal(0).where(3, x.sign().relu()))],
  });
  const { failures, kinks } = checkGradients((x: Tensor) => relu(x).sum(), [[-1, 0, 1]]);
  expect(kinks).toEqual([]);
  expect(failures).toMatchObject([{ input: 0, index: [1], analytic: 3 }]);
});

test("float32 is converted, integers are handed over, a result of several elements is weighted", () => {
  const f = (x: Tensor, i: Tensor): Tensor => {
    expect([x.dtype, i.dtype]).toEqual(["float64", "int32"]);
    return x.take(i, 0).square();
  };
  const i = tensor([2, 0, 0], { dtype: "int32" });
  const report = checkGradients(f, [tensor([1, 2, 3]), i], { order: 2 }).assert();
  expect(report.inputs.map(({ input, order }) => [input, order])).toEqual([
    [0, 1],
    [0, 2],
  ]);
});

test("samples are spread over an input", () => {
  const report = checkGradients((x: Tensor) => x.square().sum(), [rand([40, 5])], { samples: 7 });
  expect(report.inputs[0]!.elements).toBe(7);
});

test.each([
  [{ samples: 0 }, "samples must be an integer from 1; got 0."],
  [{ samples: 0.5 }, "samples must be an integer from 1; got 0.5."],
  [{ samples: NaN }, "samples must be an integer from 1; got NaN."],
  [{ step: 0 }, "step must be a number from 1e-12; got 0."],
  [{ step: 1e-20 }, "step must be a number from 1e-12; got 1e-20."],
  [{ step: NaN }, "step must be a number from 1e-12; got NaN."],
  [{ tolerance: -1 }, "tolerance must be a number from 0; got -1."],
  [{ order: 3 as 2 }, "order must be 1 or 2; got 3."],
])("options that would compare nothing: %o", (options, what) => {
  const wrong = customFunction({
    name: "wrong",
    forward: (x: Tensor) => x.square(),
    backward: (g, [x]) => [g.mul(x).mul(100)],
  });
  expect(() => checkGradients((x: Tensor) => wrong(x).sum(), [[1, 2]], options)).toThrow(
    `checkGradients: ${what}`,
  );
});

test("a parameter is moved where it is, and keeps its value; assignments are dropped", () => {
  const w = new Parameter(tensor([1, 2], float64), { name: "w" });
  const calls = new State(tensor(0, float64));
  const f = (): Tensor => {
    calls.assign(calls.add(1));
    return w.square().sum();
  };
  const report = checkGradients(f, [w], { order: 2 }).assert();
  expect(report.inputs[0]!.name).toBe("input 0 w");
  expect(w.toArray()).toEqual([1, 2]);
  expect(calls.item()).toBe(0);
});

test("errors", () => {
  const check =
    (f: (x: Tensor) => Tensor, x: unknown = [1]) =>
    () =>
      checkGradients(f, [x as number[]]);
  expect(check((x) => x.cast("float32").sum())).toThrowErrorMatchingInlineSnapshot(
    `[DTypeError: checkGradients: the function must return a float64 tensor for float64 inputs; got float32.]`,
  );
  expect(check((x) => x.log().sum(), [-1])).toThrowErrorMatchingInlineSnapshot(
    `[RangeError: checkGradients: the function's value must be finite at the inputs; got NaN.]`,
  );
  expect(check((x) => x.mul(rand([1])).sum())).toThrowErrorMatchingInlineSnapshot(
    `[Error: checkGradients: the function must give the same value when it is called again; got 0.31933772563934326 and 0.5512624979019165: give its random numbers a Generator made anew in each call.]`,
  );
  expect(
    check((x) => x.sum(), new Parameter([1], { name: "w" })),
  ).toThrowErrorMatchingInlineSnapshot(
    `[DTypeError: checkGradients: a parameter must be float64, for finite differences lose half the digits; got input 0 w, which is float32.]`,
  );
  const seeded = (x: Tensor): Tensor => x.mul(rand([1], { generator: new Generator(3) })).sum();
  expect(checkGradients(seeded, [[1]]).ok).toBe(true);
});
