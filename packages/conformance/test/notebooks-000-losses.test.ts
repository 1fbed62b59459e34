import { customFunction, gradients, vjp } from "@chainrule/autograd";
import { Affine } from "@chainrule/layers";
import { sigmoidCrossEntropy, softmaxCrossEntropy } from "@chainrule/losses";
import { constant, ones, rand, setEngine, tensor, type Tensor, zeros } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { double, expectFact, expectNear, fact, of } from "./notebooks.ts";

/** Notebook 000: softmax and sigmoid losses, and the gradients of an affine layer. It prints `pred` with eight decimals. */
const pred = of([
  [6.30459657, 6.94441991, 6.95591216, 5.07969373],
  [5.86920001, 6.74242226, 6.20244926, 4.89216582],
  [5.82581377, 5.23626278, 5.12938576, 4.16661602],
]);
const y = [1, 3, 0];
const logits = of([0.31455734, 0.33232317, 0.31889933]);
const truth = of([1, 0, 1]);

afterAll(() => setEngine(undefined));

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "notebook 000 on %s",
  (_, engine) => {
    beforeAll(() => setEngine(engine));

    test("softmax, step by step and in one", () => {
      const exps = pred.exp();
      const sums = exps.sum(1, { keepDims: true });
      expectFact(exps, "000.exp");
      expect(sums.shape).toEqual([3, 1]);
      expectFact(sums, "000.sum");
      const softmax = exps.div(sums);
      expectFact(softmax, "000.softmax");
      expectFact(pred.softmax(), "000.softmax");
      expectNear(softmax.sum(1), [1, 1, 1]);
      const selected = softmax.gather([[1], [3], [0]], 1).squeeze(1);
      expectFact(selected, "000.sel");
      expectFact(selected.log().neg().div(3), "000.loss_vec");
    });

    test("the mean cross entropy divides by the batch once; the notebook does it twice", () => {
      const loss = softmaxCrossEntropy(pred, y);
      expectFact(loss, "000.ce_true");
      expectNear(loss.div(3), fact("000.loss_mean"));
      expectFact(softmaxCrossEntropy(pred, y, { reduction: "sum" }), "000.ce_sum");
      expectFact(gradients(loss, pred), "000.ce_grad");
    });

    test("softmax is stable where the notebook's overflows", () => {
      expect(
        of([[0, 1000]])
          .softmax()
          .toArray(),
      ).toEqual([[0, 1]]);
      expect(
        tensor([[0, 100]])
          .softmax()
          .data()[1],
      ).toBe(1);
      expect(softmaxCrossEntropy([[1e4, -1e4]], [1]).item()).toBe(2e4);
    });

    test("sigmoid, and its cross entropy divided by the batch once", () => {
      const sigmoid = logits.sigmoid();
      expectFact(sigmoid, "000.sigmoid");
      const vector = sigmoidCrossEntropy(logits, truth, { reduction: "none" });
      expectFact(vector.div(3), "000.bce_vec");
      const loss = sigmoidCrossEntropy(logits, truth);
      expectFact(loss, "000.bce_true");
      expectNear(loss.div(3), fact("000.bce_mean"));
      expectFact(gradients(loss, logits), "000.bce_grad");
    });

    test("the shapes of an affine layer and its gradients", () => {
      const layer = new Affine(200, 100);
      const x = rand([32, 200]);
      const upstream = rand([32, 100]);
      const out = layer.forward(x);
      expect(out.shape).toEqual([32, 100]);
      const [dw, db, dx] = gradients(out, [layer.weight, layer.bias!, x], { seed: upstream });
      expect([dw.shape, db.shape, dx.shape]).toEqual([[200, 100], [100], [32, 200]]);
      // The notebook's own way of summing gives [1, 100], which it has to squeeze.
      const summed = ones([32, 1]).mT.matmul(upstream);
      expect(summed.shape).toEqual([1, 100]);
      expectNear(db, [...summed.data()], 1e-5);
      expectNear(upstream.sum(0), [...db.data()], 1e-5);
      expect(Math.abs(db.mean().item() - 16)).toBeLessThan(1);
    });

    test("MyReLU, which the notebook leaves unfinished", () => {
      const relu = customFunction({
        name: "MyReLU",
        forward: (x: Tensor) => x.maximum(0),
        backward: (gradient: Tensor, [x]: readonly [Tensor]) => [
          x.greater(0).where(gradient, constant(0, "float64")),
        ],
      });
      const x = of([[-1, 0, 2]]);
      const [out, backward] = vjp(relu, x);
      expect(out.toArray()).toEqual([[0, 0, 2]]);
      const [dx] = backward([[5, 6, 7]]);
      expect(dx!.toArray()).toEqual([[0, 0, 7]]);
      const wrong = customFunction({
        name: "MyReLU",
        forward: (one: Tensor) => one.maximum(0),
        backward: () => [zeros([3], double) as Tensor],
      });
      expect(() => vjp(wrong, x)[1]([[5, 6, 7]])).toThrow(/MyReLU/);
    });
  },
);
