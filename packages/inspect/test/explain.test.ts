import { gradients } from "@chainrule/autograd";
import { Affine, ReLU, Sequential } from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import {
  compile,
  countPrograms,
  Parameter,
  scope,
  State,
  tensor,
  type Tensor,
} from "@chainrule/tensor";
import { expect, test } from "vitest";
import { explain } from "../src/index.ts";

const quiet = { print: false } as const;

test("a table of every step, forward and back", () => {
  const x = tensor([[1, 2]]);
  const w = new Parameter([[3], [-1]]);
  const loss = scope("Net", () => x.matmul(w).relu().mul(0.5)).sum();
  expect(`\n${explain(loss, { ...quiet, targets: { w } }).toString()}\n`).toMatchInlineSnapshot(`
    "
        given  shape   dtype    min  max  mean  std  zeros
    %0  given  [1, 2]  float32    1    2   1.5  0.5      0
    %1  w      [2, 1]  float32   -1    3     1    2      0

        forward  from     module  shape   dtype    min  max  mean  std  zeros
    %2  matmul   %0, %1   Net     [1, 1]  float32    1    1     1    0      0
    %3  relu     %2       Net     [1, 1]  float32    1    1     1    0      0
    %4  mul      %3, 0.5  Net     [1, 1]  float32  0.5  0.5   0.5    0      0
    %5  sum      %4               []      float32  0.5  0.5   0.5    0      0

        backward            from     module  shape   dtype    min  max  mean   std  zeros  gradient of
    %6  gradient of sum     1                [1, 1]  float32    1    1     1     0      0
    %7  gradient of mul     %6, 0.5  Net     [1, 1]  float32  0.5  0.5   0.5     0      0
    %8  gradient of relu    %2, %7   Net     [1, 1]  float32  0.5  0.5   0.5     0      0
    %9  gradient of matmul  %0, %8   Net     [2, 1]  float32  0.5    1  0.75  0.25      0  w
    "
  `);
});

test("primitives, where they are asked for", () => {
  const { steps } = explain(tensor([1, 2]).softmax(), { ...quiet, detail: "primitives" });
  expect(steps.map(({ name }) => name)).toEqual([
    "given",
    "softmax: max",
    "softmax: reshape",
    "softmax: identity",
    "softmax: sub",
    "softmax: exp",
    "softmax: sum",
    "softmax: reshape",
    "softmax: div",
    "softmax: mul",
  ]);
});

test("a model stands for its parameters, by name", () => {
  const model = new Sequential(new Affine(2, 3), new ReLU(), new Affine(3, 2));
  model.layers[2].weight.trainable = false;
  const loss = softmaxCrossEntropy(model.forward([[1, 2]]), [1]);
  const { steps } = explain(loss, { ...quiet, targets: model });
  const given = steps.filter(({ direction }) => direction === "given").map(({ name }) => name);
  expect(given).toContain("0.weight");
  const targets = steps.flatMap(({ gradientOf }) => gradientOf);
  expect(targets.toSorted()).toEqual(["0.bias", "0.weight", "2.bias"]);
  const modules = new Set(steps.map(({ module }) => module));
  expect(modules).toContain("Sequential[1] ReLU()");
  // An operation is one line, not its primitives.
  expect(steps.filter(({ name }) => name.includes("CrossEntropy"))).toHaveLength(2);
});

test("statistics are of finite elements, and count the others", () => {
  const x = tensor([NaN, Infinity, -Infinity, 0, 0, 3]);
  const [{ statistics } = {}] = explain(x.neg(), quiet).steps;
  expect(statistics).toEqual({
    count: 6,
    min: 0,
    max: 3,
    mean: 1,
    std: Math.sqrt(2),
    zeros: 2,
    nans: 1,
    infinities: 2,
  });
  expect(explain(x.neg(), quiet).toString()).toMatch(/zeros {2}NaN {2}∞\n.*2 +1 +2\n/);
  const none = explain(tensor([NaN]).neg(), quiet).steps[0]!.statistics!;
  expect([none.min, none.max, none.mean]).toEqual([NaN, NaN, NaN]);
});

test("any intermediate's gradient is had by making it a target", () => {
  const x = tensor([1, 2, 3]);
  const hidden = x.mul(2);
  const loss = hidden.square().sum();
  const { steps } = explain(loss, { ...quiet, targets: { hidden, x } });
  const found = Object.fromEntries(
    steps.flatMap(({ gradientOf, statistics }) =>
      gradientOf.map((name) => [name, statistics!.max]),
    ),
  );
  expect(found).toEqual({ hidden: 12, x: 24 });
  expect(gradients(loss, hidden).toArray()).toEqual([4, 8, 12]);
});

test("looking changes nothing", () => {
  const p = new Parameter([1, 2], { name: "p" });
  const s = new State(0);
  const loss = p.mul(3).sum();
  p.assign(p.mul(10));
  s.assign(s.add(1));
  const { runs } = countPrograms();
  const { steps } = explain(loss, { ...quiet, targets: { p } });
  expect(countPrograms().runs).toBe(runs);
  expect(steps.map(({ statistics }) => statistics!.max)).toEqual([2, 6, 9, 1, 3]);
  expect(loss.node.value).toBeNull();
  expect([loss.item(), s.item()]).toEqual([9, 1]);
});

test("looking at a parameter or state changes nothing, either", () => {
  const p = new Parameter([3], { name: "p" });
  const s = new State([3], { name: "s" });
  for (const one of [p, s]) one.assign([7]);
  const { runs } = countPrograms();
  expect(explain(p, { ...quiet, targets: { p } }).steps[0]!.statistics!.max).toBe(3);
  expect(explain(s, quiet).steps[0]!.statistics!.max).toBe(3);
  expect(countPrograms().runs).toBe(runs);
  expect([p.toArray(), s.toArray()]).toEqual([[7], [7]]);
});

test("a step that compile traces has nothing to look at", () => {
  const w = new Parameter([1, 2]);
  const sentence = "compile: a step cannot read what it computes while it is traced";
  const step = (look: (x: Tensor) => unknown) =>
    compile((x: Tensor) => {
      look(x);
      return x.mul(w);
    });
  expect(() => step((x) => explain(x.mul(2), quiet))([1, 2])).toThrow(sentence);
  expect(() => step((x) => explain(x, quiet))([1, 2])).toThrow(sentence);
  expect(() => step(() => explain(w.mul(2), quiet))([1, 2])).toThrow(sentence);
  expect(explain(w, quiet).steps).toHaveLength(1);
});

test("what is gone is said to be", () => {
  const p = new Parameter([1, 2], { name: "p" });
  const old = p.mul(3);
  p.assign([5, 5]);
  p.data();
  const explanation = explain(old.add(1), quiet);
  expect(explanation.steps.map(({ statistics }) => statistics)).toEqual([null, null, null]);
  expect(explanation.toString()).toContain("gone");
});

test("what was computed and has forgotten its inputs is given", () => {
  const p = new Parameter([2], { name: "p" });
  const loss = p.square().sum();
  p.assign(p.sub(gradients(loss, p)));
  loss.item();
  const { steps } = explain(loss.mul(2), quiet);
  expect(steps.map(({ name, direction }) => [name, direction])).toEqual([
    ["computed", "given"],
    ["mul", "forward"],
  ]);
  expect(steps[1]!.from).toEqual(["%0", "2"]);
});

test("text goes where it is sent", () => {
  let text = "";
  const explanation = explain(tensor([1]).exp(), {
    print: (given) => {
      text = given;
    },
  });
  expect(text).toBe(explanation.toString());
});

test("errors", () => {
  const x = tensor([1, 2]);
  expect(() => explain(3 as never)).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: explain: the result must be a tensor; got 3.]`,
  );
  expect(() => explain(x.sum(), { targets: [tensor([1])] })).toThrowErrorMatchingInlineSnapshot(
    `[Error: gradients: the result does not depend on target 0 (float32[1]), or only through detach(), integers or comparisons; leave it out, or set allowUnused for zeros.]`,
  );
  expect(() => explain(x.mul(2), { targets: x })).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: gradients: the result must be a scalar; got float32[2]: reduce it, as with .sum(), or give the gradient of the result as a seed or to vjp.]`,
  );
});
