import {
  checkGradients,
  checkpoint,
  customFunction,
  gradient,
  gradients,
  hessian,
} from "@chainrule/autograd";
import { type Node } from "@chainrule/graph";
import { compile, Parameter, rand, State, type Tensor, tensor } from "@chainrule/tensor";
import { describe, expect, test } from "vitest";
import { useReference } from "./engine.ts";

useReference();

/** How often each primitive stands in the graph of `x`. */
function count(x: Tensor, primitive: string): number {
  const seen = new Set<Node>();
  const stack = [x.node];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...node.inputs);
  }
  return [...seen].filter((node) => node.primitive === primitive).length;
}

describe("custom functions", () => {
  /** The class that notebook 000 left empty. */
  const myReLU = customFunction({
    name: "MyReLU",
    forward: (x: Tensor) => x.maximum(0),
    backward: (g, [x]) => [x.greater(0).where(g, 0)],
  });

  test("MyReLU", () => {
    const x = tensor([-1, 0, 2]);
    const y = myReLU(x);
    expect(y.toArray()).toEqual([0, 0, 2]);
    expect(gradients(y.mul(3).sum(), x).toArray()).toEqual([0, 0, 3]);
    expect(checkGradients((z: Tensor) => myReLU(z).square(), [[-1, 2]], { order: 2 }).ok).toBe(
      true,
    );
  });

  test.each([Parameter, State])(
    "a forward that assigns to an input: the gradient is at what it was given (%o)",
    (kind) => {
      const p = new Parameter([2]);
      const w = new kind([3]);
      const scaled = (x: Tensor, by: Tensor): Tensor => {
        const y = x.mul(by);
        w.assign(by.mul(2));
        return y;
      };
      const scale = customFunction({
        name: "scale",
        forward: scaled,
        backward: (g, [, by]) => [g.mul(by), null],
      });
      for (const f of [scale, checkpoint(scaled)]) {
        w.assign([3]);
        const [y, slope] = compile(() => {
          const result = f(p, w);
          return [result, gradients(result.sum(), p)];
        })();
        expect([y!.toArray(), slope!.toArray(), w.toArray()]).toEqual([[6], [3], [6]]);
      }
    },
  );

  test("a backward of several inputs, which uses the output and is differentiated again", () => {
    const power = customFunction({
      name: "power",
      forward: (a: Tensor, b: Tensor) => b.mul(a.log()).exp(),
      backward: (g, [a, b], y) => [g.mul(b).mul(y).div(a), g.mul(y).mul(a.log())],
    });
    checkGradients(
      (a: Tensor, b: Tensor) => power(a, b),
      [
        [1, 2],
        [3, 0.5],
      ],
      { order: 2 },
    ).assert();
    expect(hessian((a: Tensor) => power(a, [3]).sum())([2]).toArray()).toEqual([
      [expect.closeTo(12, 5)],
    ]);
  });

  test("only the backward counts: a straight-through estimator", () => {
    const round = customFunction({
      name: "round",
      forward: (x: Tensor) => x.round(),
      backward: (g) => [g],
    });
    expect(gradient((x: Tensor) => round(x).square().sum())([0.6, 1.7]).toArray()).toEqual([2, 4]);
    const reversed = customFunction({
      name: "reversed",
      forward: (x: Tensor) => x,
      backward: (g) => [g.neg()],
    });
    const x = tensor([1, 2]);
    expect(gradients(reversed(x).sum(), x).toArray()).toEqual([-1, -1]);
    expect(gradients(x.add(reversed(x)).sum(), x).toArray()).toEqual([0, 0]);
  });

  test("forgets its inputs with the node", () => {
    const w = new Parameter([3, 4], { name: "w" });
    const x = tensor([1, 2]);
    const loss = myReLU(x.mul(w).sum());
    w.assign(w.sub(gradients(loss, w)));
    expect(loss.item()).toBe(11);
    expect(() => gradients(loss, x)).toThrow(
      "a computed result of MyReLU, float32[], which forgot",
    );
  });

  test("null is no gradient; what forward closes over gets none", () => {
    const w = new Parameter([3, 4], { name: "w" });
    const f = customFunction({
      name: "scaled",
      forward: (...[x]: [Tensor, Tensor]) => x.mul(w),
      backward: (g) => [g, null],
    });
    const [a, b] = [tensor([1, 2]), tensor([1, 2])];
    expect(() => gradients(f(a, b).sum(), [a, b])).toThrow("does not depend on target 1");
    expect(() => gradients(f(a, b).sum(), w)).toThrow("does not depend on w");
  });

  test.each<[string, (g: Tensor) => unknown, string]>([
    [
      "a wrong shape",
      (g) => [g.sum()],
      "gradient of MyReLU: backward must return a gradient of shape [2] for input 0; got [].",
    ],
    [
      "a wrong dtype",
      (g) => [g.cast("float64")],
      "gradient of MyReLU: backward must return a gradient of float32 for input 0; got float64.",
    ],
    [
      "too many",
      (g) => [g, g],
      "MyReLU: backward must return a list with a gradient or null for each of 1 inputs; got 2.",
    ],
    [
      "no list",
      (g) => g,
      "MyReLU: backward must return a list with a gradient or null for each of 1 inputs; got Tensor.",
    ],
    ["no tensor", () => [1], "MyReLU: backward must return a tensor or null for input 0; got 1."],
    [
      "undefined",
      () => [undefined],
      "MyReLU: backward must return a tensor or null for input 0; got undefined.",
    ],
  ])("checked: %s", (_, backward, sentence) => {
    const f = customFunction({
      name: "MyReLU",
      forward: (x: Tensor) => x.square(),
      backward: backward as () => [Tensor],
    });
    expect(() => gradient((x: Tensor) => f(x).sum())([1, 2])).toThrow(sentence);
  });

  test("checked: integers have no gradient, forward must return a tensor", () => {
    const f = customFunction({
      name: "chosen",
      forward: (x: Tensor, i: Tensor) => x.take(i, 0),
      backward: (g, [, i]) => [g, i.cast("float32")],
    });
    const i = tensor([0, 1], { dtype: "int32" });
    const sum = (x: Tensor): Tensor => f(x, i).sum();
    expect(() => gradient(sum)([1, 2])).toThrowErrorMatchingInlineSnapshot(
      `[DTypeError: gradient of chosen: backward must return null for input 1, which is int32 and has no gradient.]`,
    );
    const none = customFunction({
      name: "none",
      forward: () => undefined as never,
      backward: () => [],
    });
    expect(() => none()).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: none: forward must return a tensor; got undefined.]`,
    );
  });
});

describe("checkpoint", () => {
  const w = new Parameter(
    [
      [0.5, -1],
      [2, 0.1],
    ],
    { name: "w" },
  );
  const block = (x: Tensor): Tensor => x.matmul(w).tanh().exp().matmul(w);
  const lean = checkpoint(block);
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);

  test("gives the same values and gradients, of what it closes over too", () => {
    const [plain, saved] = [block(x), lean(x)];
    expect(saved.toArray()).toEqual(plain.toArray());
    const wanted = gradients(plain.sum(), [x, w]).map((g) => g.toArray());
    expect(gradients(saved.sum(), [x, w]).map((g) => g.toArray())).toEqual(wanted);
  });

  test("computes anew on the way back", () => {
    const [plain, saved] = [block(x), lean(x)];
    expect(count(gradients(plain.sum(), x), "tanh")).toBe(1);
    const dx = gradients(saved.add(1).log().sum(), x);
    expect([count(dx, "tanh"), count(dx, "matmul")]).toEqual([2, 5]);
  });

  test("nested, with a custom function inside, of second order", () => {
    const square = customFunction({
      name: "square",
      forward: (a: Tensor) => a.mul(a),
      backward: (g, [a]) => [g.mul(a).mul(2)],
    });
    const inner = checkpoint((a: Tensor) => square(a.sin()).mul(a));
    const outer = checkpoint((a: Tensor, b: Tensor) => inner(a.mul(b)).add(b).exp());
    checkGradients(
      (a: Tensor, b: Tensor) => outer(a, b),
      [
        [0.5, 1.2],
        [0.3, -2],
      ],
      {
        order: 2,
      },
    ).assert();
  });

  test("draws random numbers once", () => {
    const drop = checkpoint((a: Tensor) => a.mul(rand([2, 2])).square());
    const y = drop(x);
    const dx = gradients(y.sum(), x);
    // y = (x·r)², so that x·dx = 2·y.
    const [left, right] = [dx.mul(x), y.mul(2)];
    expect(left.sub(right).abs().max().item()).toBeLessThan(1e-5);
  });

  test("of what does not depend on its inputs, and of a computed value", () => {
    const constant = checkpoint(() => w.mul(2));
    expect(gradients(constant().sum(), w).toArray()).toEqual([
      [2, 2],
      [2, 2],
    ]);
    const y = lean(x);
    y.toArray();
    const wanted = gradients(block(x).sum(), x).toArray();
    expect(gradients(y.sum(), x).toArray()).toEqual(wanted);
  });
});
