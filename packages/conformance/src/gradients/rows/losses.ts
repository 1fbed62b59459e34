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
import { tensor } from "@chainrule/tensor";
import { convention, of, on, row, type Rows, smooth } from "../row.ts";

const labels = [0, 2, 1];
const none = { reduction: "none" } as const;
const soft = tensor(
  [
    [0.5, 0.5, 0],
    [0, 0, 1],
    [0.2, 0.3, 0.5],
  ],
  { dtype: "float64" },
);
const large = of([
  [0, 0, 0],
  [60, -60, 0],
  [1, 1, 60],
]);

export const losses: Rows = {
  softmaxCrossEntropy: row(
    smooth((x) => softmaxCrossEntropy(x, labels), [3, 3]),
    on(
      "soft labels, for them too",
      (x, t) => softmaxCrossEntropy(x, t.softmax(), none),
      [3, 3],
      [3, 3],
    ),
    on(
      "weights, an ignored label, smoothing",
      (x) =>
        softmaxCrossEntropy(x, labels, {
          classWeights: [1, 2, 0.5],
          ignoreIndex: 2,
          labelSmoothing: 0.1,
        }),
      [3, 3],
    ),
    on("ties, large", (x) => softmaxCrossEntropy(x, labels, none), large),
  ),
  negativeLogLikelihood: row(
    smooth((x) => negativeLogLikelihood(x.square(), labels, none), [3, 3]),
  ),
  sigmoidCrossEntropy: row(
    smooth((x) => sigmoidCrossEntropy(x, soft, none), [3, 3]),
    on("targets too", (x, t) => sigmoidCrossEntropy(x, t.sigmoid(), none), [3], [3]),
    on("0, large", (x) => sigmoidCrossEntropy(x, soft, none), large),
    on(
      "0, weights",
      (x) =>
        sigmoidCrossEntropy(x, soft, { positiveWeight: [1, 2, 3], weights: [1, 0, 2], ...none }),
      large,
    ),
  ),
  meanSquaredError: row(
    smooth((x, t) => meanSquaredError(x, t), [3, 2], [3, 2]),
    on("equal, summed", (x) => meanSquaredError(x, [1, 2], { reduction: "sum" }), of([1, 2])),
  ),
  meanAbsoluteError: row(
    smooth((x, t) => meanAbsoluteError(x, t), [3, 2], [3, 2]),
    on("equal", (x) => meanAbsoluteError(x, [1, 2]), of([1, 3])),
    convention("0 where they are equal", (x) => meanAbsoluteError(x, [1]), [[1]], [[0]]),
  ),
  huber: row(
    smooth((x) => huber(x, soft, { delta: 0.7 }), [3, 3]),
    on("equal, targets too", (x, t) => huber(x, t), of([1, 4]), of([1, 2])),
  ),
  klDivergence: row(
    smooth((x, t) => klDivergence(x, t.softmax(), none), [3], [3]),
    on("a target of 0", (x) => klDivergence(x, soft, none), [3, 3]),
    on("logarithms", (x) => klDivergence(x, soft.sub(1), { logTargets: true }), [3, 3]),
  ),
  hinge: row(
    smooth((x) => hinge(x, soft.mul(2).sub(1.1)), [3, 3]),
    on("at the margin", (x) => hinge(x, [1, -1]), of([1, -1])),
    convention("0 at the margin", (x) => hinge(x, [1]), [[1]], [[0]]),
  ),
  multiClassHinge: row(
    smooth((x) => multiClassHinge(x, labels, { squared: true }), [3, 3]),
    on("not squared", (x) => multiClassHinge(x, labels, none), [3, 3]),
    convention("0 at the margin", (x) => multiClassHinge(x, [0], none), [[[2, 1]]], [[[0, 0]]]),
  ),
  l2Penalty: row(smooth((x, y) => l2Penalty([x, y.sin()], 0.3), [3], [2, 2])),
};
