import {
  binaryCrossEntropy,
  cosineEmbedding,
  ctcLoss,
  gaussianNegativeLogLikelihood,
  hinge,
  hingeEmbedding,
  huber,
  klDivergence,
  l2Penalty,
  marginRanking,
  meanAbsoluteError,
  meanSquaredError,
  multiClassHinge,
  negativeLogLikelihood,
  poissonNegativeLogLikelihood,
  sigmoidCrossEntropy,
  smoothL1,
  softMargin,
  softmaxCrossEntropy,
  tripletMargin,
} from "@chainrule/losses";
import { tensor } from "@chainrule/tensor";
import { convention, of, on, row, type Rows, smooth, within } from "../row.ts";

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
  ctcLoss: row(
    smooth(
      (x) =>
        ctcLoss(
          x.logSoftmax(-1),
          [
            [1, 2],
            [2, 2],
          ],
          none,
        ),
      [4, 2, 3],
    ),
    on(
      "log-probabilities themselves, lengths",
      (x) =>
        ctcLoss(
          x,
          [
            [1, 2],
            [2, 1],
          ],
          { inputLengths: [3, 2], targetLengths: [2, 1], reduction: "sum" },
        ),
      [3, 2, 3],
    ),
    convention(
      "0 where a target has no alignment",
      (x) => ctcLoss(x, [1, 1], none),
      [
        tensor(
          [
            [0, 1],
            [2, 3],
          ],
          { dtype: "float64" },
        ),
      ],
      [
        [
          [0, 0],
          [0, 0],
        ],
      ],
    ),
  ),
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
    convention(
      "0 where prediction and target are equal",
      (x) => meanAbsoluteError(x, [1]),
      [[1]],
      [[0]],
    ),
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
  smoothL1: row(
    smooth((x) => smoothL1(x, soft, { beta: 0.7 }), [3, 3]),
    on("equal, targets too", (x, t) => smoothL1(x, t), of([1, 4]), of([1, 2])),
    on("beta 0", (x) => smoothL1(x, [1, 2], { beta: 0 }), of([0, 4])),
    convention(
      "0 where prediction and target are equal, with beta 0",
      (x) => smoothL1(x, [1], { beta: 0 }),
      [[1]],
      [[0]],
    ),
  ),
  binaryCrossEntropy: row(
    smooth((x, t) => binaryCrossEntropy(x.sigmoid(), t.sigmoid(), none), [2, 3], [2, 3]),
    on("weights", (x) => binaryCrossEntropy(x, 1, { weights: [1, 0, 2] }), within(0.1, 0.9, 3)),
    convention(
      "0 where prediction and target are both 0 or 1: the divisor p·(1 − p) is at least 1e-12",
      (x) => binaryCrossEntropy(x, [0, 1], { reduction: "sum" }),
      [[0, 1]],
      [[0, 0]],
    ),
  ),
  hingeEmbedding: row(
    smooth((x) => hingeEmbedding(x, [1, -1, -1], none), of([0.4, 0.3, 1.7])),
    on("at the margin", (x) => hingeEmbedding(x, [1, -1]), of([1, 1])),
    convention("−1 at the margin", (x) => hingeEmbedding(x, [-1]), [[1]], [[-1]]),
  ),
  marginRanking: row(
    smooth((x, y) => marginRanking(x, y, [1, -1, 1], { margin: 0.3, ...none }), [3], [3]),
    convention("−t at the margin", (x, y) => marginRanking(x, y, [1]), [[2], [2]], [[-1], [1]]),
  ),
  softMargin: row(
    smooth((x) => softMargin(x, soft.mul(2).sub(1)), [3, 3]),
    on("0, large", (x) => softMargin(x, [1, -1, 1], { reduction: "sum" }), of([0, 40, -40])),
  ),
  tripletMargin: row(
    smooth((x, y, z) => tripletMargin(x, y, z, none), [2, 3], [2, 3], [2, 3]),
    on(
      "swapped, order 3",
      (x, y, z) => tripletMargin(x, y, z, { order: 3, swap: true, margin: 2 }),
      [2, 3],
      [2, 3],
      [2, 3],
    ),
    convention(
      "at the margin, what it is where the loss is above 0",
      (x, y, z) => tripletMargin(x, y, z, { margin: 1, eps: 0 }),
      [[[0]], [[1]], [[2]]],
      [[[0]], [[1]], [[-1]]],
    ),
  ),
  cosineEmbedding: row(
    smooth((x, y) => cosineEmbedding(x, y, [1, -1], { margin: -0.9, ...none }), [2, 3], [2, 3]),
    convention(
      "at the margin, what it is where the loss is above 0",
      (x, y) => cosineEmbedding(x, y, [-1]),
      [[[0, 2 ** 20]], [[2 ** 20, 0]]],
      [[[2 ** -20, 0]], [[0, 2 ** -20]]],
    ),
  ),
  poissonNegativeLogLikelihood: row(
    smooth((x, t) => poissonNegativeLogLikelihood(x, t.exp(), none), [3], [3]),
    on(
      "rates, full",
      (x, t) => poissonNegativeLogLikelihood(x.exp(), t.exp(), { logInput: false, full: true }),
      [3],
      [3],
    ),
  ),
  gaussianNegativeLogLikelihood: row(
    smooth(
      (x, t, v) => gaussianNegativeLogLikelihood(x, t, v.exp(), { full: true, ...none }),
      [2, 3],
      [2, 3],
      [2, 3],
    ),
  ),
  l2Penalty: row(smooth((x, y) => l2Penalty([x, y.sin()], 0.3), [3], [2, 2])),
};
