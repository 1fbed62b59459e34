import { checkGradients } from "@chainrule/autograd";
import {
  hinge,
  huber,
  klDivergence,
  l2Penalty,
  meanAbsoluteError,
  meanSquaredError,
  multiClassHinge,
  negativeLogLikelihood,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from "@chainrule/losses";
import { Generator, randn, type Tensor, tensor } from "@chainrule/tensor";
import { expect, test } from "vitest";

const x = randn([4, 3], { dtype: "float64", generator: new Generator(4) });
const labels = [0, 2, 1, 1];
const soft = tensor(
  [
    [0.5, 0.5, 0],
    [0, 0, 1],
    [0.2, 0.3, 0.5],
    [1, 0, 0],
  ],
  { dtype: "float64" },
);
const none = { reduction: "none" } as const;

test.each<[string, (x: Tensor) => Tensor]>([
  ["softmaxCrossEntropy", (y) => softmaxCrossEntropy(y, labels)],
  ["softmaxCrossEntropy, soft", (y) => softmaxCrossEntropy(y, soft, none)],
  [
    "softmaxCrossEntropy, all options",
    (y) =>
      softmaxCrossEntropy(y, labels, {
        classWeights: [1, 2, 0.5],
        ignoreIndex: 2,
        labelSmoothing: 0.1,
      }),
  ],
  ["negativeLogLikelihood", (y) => negativeLogLikelihood(y.square(), labels, none)],
  ["sigmoidCrossEntropy", (y) => sigmoidCrossEntropy(y, soft, none)],
  ["sigmoidCrossEntropy at 0", (y) => sigmoidCrossEntropy(y.sub(x), soft, none)],
  [
    "sigmoidCrossEntropy, weighted, at 0",
    (y) =>
      sigmoidCrossEntropy(y.sub(x), soft, {
        positiveWeight: [1, 2, 3],
        weights: [1, 0, 2],
        ...none,
      }),
  ],
  ["meanSquaredError", (y) => meanSquaredError(y, soft)],
  ["meanAbsoluteError", (y) => meanAbsoluteError(y, soft)],
  ["huber", (y) => huber(y, soft, { delta: 0.7 })],
  ["klDivergence", (y) => klDivergence(y, soft, none)],
  ["klDivergence of logarithms", (y) => klDivergence(y, soft.sub(1), { logTargets: true })],
  ["hinge", (y) => hinge(y, soft.mul(2).sub(1))],
  ["multiClassHinge", (y) => multiClassHinge(y, labels, { squared: true })],
  ["l2Penalty", (y) => l2Penalty([y, y.sin()], 0.3)],
])("%s: first and second order", (_name, f) => {
  expect(checkGradients(f, [x], { order: 2 }).assert().kinks).toEqual([]);
});

test("targets are differentiable, too", () => {
  const f = (t: Tensor): Tensor => softmaxCrossEntropy(x, t.softmax(), none);
  checkGradients(f, [x.mul(2)], { order: 2 }).assert();
  checkGradients((t: Tensor) => klDivergence(x, t.softmax(), none), [x.mul(2)], {
    order: 2,
  }).assert();
  checkGradients((t: Tensor) => meanSquaredError(x, t, none), [x.mul(2)], { order: 2 }).assert();
});
