import { checkGradients, gradients } from "@chainrule/autograd";
import { Affine, BatchNorm1d, LayerNorm, ReLU, Sequential } from "@chainrule/layers";
import { softmaxCrossEntropy } from "@chainrule/losses";
import { SGD } from "@chainrule/optimizers";
import { ones, setEngine, type Tensor } from "@chainrule/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, reference } from "./engines.ts";
import { double, expectFact, expectNear, fact, type Numbers, of } from "./notebooks.ts";

/** Notebook 002: a step of a small classifier, and the normalisation that it calls batch norm and that is layer norm. */
const hiddenW = [
  [-0.29757411, -1.56526315, 0.51642671],
  [-1.43666905, 0.35057554, -0.63461515],
  [-0.31406078, -0.17363556, -0.69292359],
  [-2.54358023, 0.81889583, 0.58924507],
  [-0.4299372, 1.18089037, 0.26863935],
];
const outputW = [
  [0.01071466, 1.08207792],
  [-1.26716354, -0.64267912],
  [0.4719933, -1.50544545],
];
const matrix = of([
  [1, 2, 3, 4, 5],
  [6, 7, 8, 9, 10],
]);
const upstream = of([
  [0.1, -0.2, 0.3, 0.4, -0.5],
  [1, 0, -1, 0.5, 0.25],
]);
const gamma = [1, 0.5, 2, 1, -1];

function network(): { hidden: Affine; output: Affine } {
  const [hidden, output] = [new Affine(5, 3, double), new Affine(3, 2, double)];
  hidden.weight.assign(hiddenW);
  hidden.bias!.assign([0, 0, 0]);
  output.weight.assign(outputW);
  output.bias!.assign([0, 0]);
  return { hidden, output };
}

/** The mean of every row, its variance, and what is left. */
function normalized(x: Tensor, eps: number): Tensor {
  const rows = { keepDims: true } as const;
  return x.sub(x.mean(1, rows)).div(x.variance(1, rows).add(eps).sqrt());
}

afterAll(() => setEngine(undefined));

describe.each([reference, ...engines].map((engine) => [engine.name, engine] as const))(
  "notebook 002 on %s",
  (_, engine) => {
    beforeAll(() => setEngine(engine));

    test("a step of the classifier: values, gradients and the update", () => {
      const { hidden, output } = network();
      const x = ones([1, 5], double) as Tensor;
      const before = hidden.forward(x);
      const relu = before.relu();
      const logits = output.forward(relu);
      expect([before.shape, logits.shape]).toEqual([
        [1, 3],
        [1, 2],
      ]);
      expectFact(before, "002.hidden");
      expectFact(logits.softmax(), "002.softmax");
      expectNear(logits.argmax(1), fact("002.pred"));
      const loss = softmaxCrossEntropy(logits, [1], { reduction: "sum" });
      expectFact(loss, "002.ce");
      const parameters = [hidden.weight, hidden.bias!, output.weight, output.bias!] as const;
      const [dW1, db1, dW2, db2, dlogits, dhidden] = gradients(loss, [
        ...parameters,
        logits,
        before,
      ]);
      expectFact(dlogits!, "002.loss_output");
      expectFact(dW2!, "002.grad_output_W");
      expectFact(db2!, "002.grad_output_b");
      expectFact(dhidden!, "002.loss_hidden");
      expectFact(dW1!, "002.grad_hidden_W");
      expectFact(db1!, "002.grad_hidden_b");
      new SGD({ learningRate: 0.1 }).update([...parameters], [dW1!, db1!, dW2!, db2!] as Tensor[]);
      expectFact(hidden.weight, "002.hidden_W_new");
      expectFact(hidden.bias!, "002.hidden_b_new");
      expectFact(output.weight, "002.output_W_new");
      expectFact(output.bias!, "002.output_b_new");
    });

    test("softmax divides by the sum of the exponentials, not by the largest logit", () => {
      const { logits, correct } = fact<{ logits: Numbers; correct: Numbers }>(
        "002.softmax_div_max",
      );
      expectNear(of(logits).softmax(), correct);
    });

    test("the rows of the matrix, normalised", () => {
      expectFact(matrix.mean(1, { keepDims: true }), "002.ln_mean");
      expectFact(matrix.variance(1, { keepDims: true }), "002.ln_var");
      expectFact(normalized(matrix, 0), "002.ln_out");
      expectFact(normalized(matrix, 1e-9), "002.ln_eps");
      const layer = new LayerNorm(5, { ...double, eps: 1e-9 });
      const out = layer.forward(matrix);
      expectFact(out, "002.ln_eps");
      const [dgamma, dbeta] = gradients(out, [layer.weight!, layer.bias!], { seed: out.detach() });
      expectFact(dgamma!, "002.dgamma");
      const { correct_dx, correct_dbeta } = fact<Record<string, Numbers>>("002.ln_backward_axes");
      expectNear(dbeta!, correct_dbeta!);
      // What the output is does not depend on the scale of the input: its own gradient is nearly nothing.
      expectNear(gradients(out, matrix, { seed: out.detach() }), correct_dx!, 1e-15);
    });

    test("the gradients of layer normalisation, which the notebook sums along the wrong axis", () => {
      const layer = new LayerNorm(5, { ...double, eps: 1e-9 });
      layer.weight!.assign(gamma);
      const out = layer.forward(matrix);
      const [dx, dgamma, dbeta] = gradients(out, [matrix, layer.weight!, layer.bias!], {
        seed: upstream,
      });
      expectFact(dx, "002.ln_ref");
      expectFact(dgamma!, "002.ln_ref_dgamma");
      expectFact(dbeta!, "002.ln_ref_dbeta");
      const wrong = of(fact("002.ln_notebook_dx_wrong"));
      expect(dx.sub(wrong).abs().max().item()).toBeCloseTo(0.7071, 3);
      expectFact(
        gradients(normalized(matrix, 1e-9).mul(of(gamma)), matrix, { seed: upstream }),
        "002.ln_ref",
      );
    });

    test("true batch normalisation of the same matrix", () => {
      const layer = new BatchNorm1d(5, { ...double, eps: 1e-9 });
      layer.weight!.assign(gamma);
      const out = layer.forward(matrix);
      expectNear(out, of(fact("002.bn_ref")).mul(of(gamma)).toArray() as Numbers);
      expectFact(gradients(out, matrix, { seed: upstream }), "002.bn_ref_dx", 1e-14);
    });

    test("the gradient of batch normalisation agrees with finite differences", () => {
      const layer = new BatchNorm1d(4, double);
      const x = of([
        [0.3, -1.2, 0.5, 2],
        [1.1, 0.4, -0.7, -1],
        [-0.6, 0.9, 1.3, 0.2],
        [0.8, -0.3, 0.1, 1.5],
        [-1.4, 0.6, -0.2, 0.7],
        [0.2, 1.7, 0.9, -0.4],
      ]);
      const f = (at: Tensor): Tensor => layer.forward(at).square().mul(at.sin()).sum();
      checkGradients(f, [x]).assert();
      expect(layer.runningMean!.toArray()).toEqual([0, 0, 0, 0]);
    });

    test("what the notebook trips over is said in a sentence", () => {
      const { hidden, output } = network();
      const model = new Sequential(hidden, new BatchNorm1d(3, double), new ReLU(), output);
      expect(() => model.forward(ones([1, 5], double))).toThrow(
        "Sequential[1] BatchNorm1d(3): forward: training needs more than one value for each channel; got [1, 3].",
      );
      expect(() => ones([3, 2]).sub(ones([3]) as Tensor)).toThrow(
        "sub: shapes must broadcast; got [3, 2] and [3].",
      );
      expect(() => new BatchNorm1d(2, double).forward(ones([10, 3], double) as Tensor)).toThrow(
        /the input must be \[N, 2\]/,
      );
    });
  },
);
