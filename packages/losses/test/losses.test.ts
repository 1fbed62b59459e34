import { compile, Parameter, State, type Tensor, tensor, zeros } from "@chainrule/tensor";
import { expect, test } from "vitest";
import {
  binaryCrossEntropy,
  cosineEmbedding,
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
  sigmoidCrossEntropy,
  smoothL1,
  softmaxCrossEntropy,
  tripletMargin,
} from "../src/index.ts";

const logits = tensor([
  [1, 2, 3],
  [1, 5, -1],
]);
const indices = [2, 1];
const oneHot = [
  [0, 0, 1],
  [0, 1, 0],
];

test("labels are indices, one-hot or soft", () => {
  const value = softmaxCrossEntropy(logits, indices).item();
  expect(value).toBeCloseTo(0.2141, 4);
  for (const labels of [
    tensor(indices, { dtype: "int32" }),
    tensor(indices, { dtype: "uint8" }),
    oneHot,
    tensor(oneHot),
    tensor(oneHot, { dtype: "int32" }),
    tensor([
      [false, false, true],
      [false, true, false],
    ]),
  ]) {
    expect(softmaxCrossEntropy(logits, labels).item()).toBeCloseTo(value, 6);
  }
  expect(
    softmaxCrossEntropy(logits, [
      [0.5, 0.5, 0],
      [1, 0, 0],
    ]).item(),
  ).toBeCloseTo(2.9641, 4);
});

test("a single prediction needs no batch", () => {
  expect(softmaxCrossEntropy([0, 0], 1).item()).toBeCloseTo(Math.LN2, 6);
  expect(softmaxCrossEntropy([0, 0], [0.5, 0.5]).item()).toBeCloseTo(Math.LN2, 6);
});

test("the axis of classes is 1, as in PyTorch, or as said", () => {
  const x = zeros([2, 4, 3]);
  expect(softmaxCrossEntropy(x, zeros([2, 3], { dtype: "int32" })).item()).toBeCloseTo(
    Math.log(4),
    6,
  );
  expect(
    softmaxCrossEntropy(x, zeros([2, 4], { dtype: "int32" }), { axis: -1 }).item(),
  ).toBeCloseTo(Math.log(3), 6);
});

test("the first axis of classes is the last that counts from the end", () => {
  const x = [
    [0, 1],
    [0, 3],
  ];
  const first = softmaxCrossEntropy(x, [0, 1], { axis: 0 }).item();
  expect(softmaxCrossEntropy(x, [0, 1], { axis: -2 }).item()).toBe(first);
});

const none = { reduction: "none" } as const;

test.each([1e4, -1e4, 1e30])("softmax cross entropy is exact for a logit of %f", (logit) => {
  const far = Math.max(logit, -logit);
  const losses = softmaxCrossEntropy(
    [
      [logit, 0],
      [logit, 0],
      [logit, logit],
    ],
    [0, 1, 0],
    none,
  );
  const [a, b, c] = losses.data();
  expect([a, b]).toEqual(logit > 0 ? [0, Math.fround(far)] : [Math.fround(far), 0]);
  expect(c).toBeCloseTo(Math.LN2, 6);
});

test.each([1e4, -1e4])("sigmoid cross entropy is exact for a logit of %f", (logit) => {
  const losses = sigmoidCrossEntropy([logit, logit, logit], [0, 1, 0.5], none);
  expect([...losses.data()]).toEqual([Math.max(logit, 0), Math.max(-logit, 0), 5000]);
});

test("sigmoid cross entropy keeps small losses", () => {
  const x = tensor([40, -40], { dtype: "float64" });
  const [a, b] = sigmoidCrossEntropy(x, [1, 0], none).data();
  expect(a).toBeCloseTo(Math.exp(-40), 30);
  expect(b).toBeCloseTo(Math.exp(-40), 30);
});

test("a label that is no class throws where it is known", () => {
  const message = "labels must be from 0 to 2; got 3.";
  expect(() => softmaxCrossEntropy(logits, [0, 3])).toThrow(`softmaxCrossEntropy: ${message}`);
  expect(() => negativeLogLikelihood(logits, [0, 3])).toThrow(`negativeLogLikelihood: ${message}`);
  expect(() => softmaxCrossEntropy(logits, [-1, 0])).toThrow("labels must be from 0 to 2; got -1.");
  expect(() => softmaxCrossEntropy(logits, [-1, 0], { ignoreIndex: -1 })).not.toThrow();
});

test("a label that is no class makes the loss NaN where it is computed", () => {
  const computed = (labels: number[]): Tensor => tensor(labels, { dtype: "int32" }).add(0);
  expect([...softmaxCrossEntropy(zeros([2, 2]), computed([0, 2]), none).data()]).toEqual([
    expect.closeTo(Math.LN2),
    NaN,
  ]);
  expect(softmaxCrossEntropy(zeros([2, 2]), computed([0, 1])).item()).toBeCloseTo(Math.LN2, 6);
  expect(
    [
      ...softmaxCrossEntropy(zeros([2, 2]), computed([0, -1]), { ...none, ignoreIndex: -1 }).data(),
    ][1],
  ).toBe(0);
});

test("or a state's, also in a compiled step", () => {
  const labels = new State(tensor([0, 1], { dtype: "int32" }));
  const step = compile((x: Tensor) => softmaxCrossEntropy(x, labels));
  expect(
    step([
      [0, 0],
      [0, 0],
    ]).item(),
  ).toBeCloseTo(Math.LN2, 6);
  labels.assign(tensor([7, 0], { dtype: "int32" }));
  expect(
    step([
      [0, 0],
      [0, 0],
    ]).item(),
  ).toBeNaN();
  expect(softmaxCrossEntropy(zeros([2, 2]), labels).item()).toBeNaN();
});

test("a loss of nothing that counts is NaN", () => {
  expect(softmaxCrossEntropy(logits, [1, 1], { ignoreIndex: 1 }).item()).toBeNaN();
});

test.each<[string, () => Tensor, string]>([
  [
    "labels of another length",
    // @ts-expect-error the same sentence
    () => softmaxCrossEntropy(logits, [0, 1, 2]),
    "softmaxCrossEntropy: labels must be indices of shape [2], or weights of shape [2, 3]; got [3] for predictions of [2, 3].",
  ],
  [
    "floating indices",
    () => softmaxCrossEntropy(logits, tensor([0, 1])),
    'softmaxCrossEntropy: labels that are indices must be int32 or uint8; got float32; pass the array itself, or cast("int32").',
  ],
  [
    "labels beside two more axes",
    // @ts-expect-error the same sentence
    () => softmaxCrossEntropy(zeros([2, 3, 4]), [0, 1]),
    "softmaxCrossEntropy: labels must be indices of shape [2, 4], or weights of shape [2, 3, 4]; got [2] for predictions of [2, 3, 4].",
  ],
  [
    "logits without an axis",
    () => softmaxCrossEntropy(3, 0),
    "softmaxCrossEntropy: the predictions need an axis of classes; got [].",
  ],
  [
    "an axis that is not there",
    // @ts-expect-error another sentence
    () => softmaxCrossEntropy(logits, [0, 1], { axis: 2 }),
    "softmaxCrossEntropy: the axis of classes must be from -2 to 1; got axis 2 of [2, 3].",
  ],
  [
    "class weights of another length",
    () => softmaxCrossEntropy(logits, [0, 1], { classWeights: [1, 2] }),
    "softmaxCrossEntropy: classWeights must have shape [3]; got [2].",
  ],
  [
    "an ignored index of soft labels",
    () => softmaxCrossEntropy(logits, oneHot, { ignoreIndex: 0 }),
    "softmaxCrossEntropy: ignoreIndex needs labels that are indices; got a weight for each class.",
  ],
  [
    "too much smoothing",
    () => softmaxCrossEntropy(logits, [0, 1], { labelSmoothing: 2 }),
    "softmaxCrossEntropy: labelSmoothing must be from 0 to 1; got 2.",
  ],
  [
    "another reduction",
    () => meanSquaredError([1], [1], { reduction: "average" as "mean" }),
    'meanSquaredError: the reduction must be "mean", "sum" or "none"; got "average".',
  ],
  [
    "a reduction in PyTorch's words",
    () => klDivergence([1], [1], { reduction: "batchmean" as "batchMean" }),
    'klDivergence: the reduction must be "mean", "sum", "none" or "batchMean"; got "batchmean".',
  ],
  [
    "targets that would broadcast",
    // @ts-expect-error the same sentence
    () => meanSquaredError(zeros([3, 1]), zeros([3])),
    "meanSquaredError: predictions and targets must have the same shape; got [3, 1] and [3].",
  ],
  [
    "the same of sigmoids",
    // @ts-expect-error the same sentence
    () => sigmoidCrossEntropy(zeros([2]), zeros([1])),
    "sigmoidCrossEntropy: predictions and",
  ],
  [
    "the same of absolutes",
    // @ts-expect-error the same sentence
    () => meanAbsoluteError(zeros([2]), zeros([1])),
    "meanAbsoluteError: predictions and",
  ],
  [
    "a delta of 0",
    () => huber([1], [1], { delta: 0 }),
    "huber: delta must be a number above 0; got 0.",
  ],
  [
    "a beta below 0",
    () => smoothL1([1], [1], { beta: -1 }),
    "smoothL1: beta must be from 0; got -1.",
  ],
  [
    "distances that would broadcast",
    // @ts-expect-error the same sentence
    () => hingeEmbedding(zeros([2]), zeros([1])),
    "hingeEmbedding: predictions and targets must have the same shape; got [2] and [1].",
  ],
  [
    "vectors of other lengths",
    // @ts-expect-error the same sentence
    () => tripletMargin(zeros([2, 3]), zeros([2, 3]), zeros([2, 4])),
    "tripletMargin: predictions and targets must have the same shape; got [2, 3] and [2, 4].",
  ],
  [
    "scores of other lengths",
    // @ts-expect-error the same sentence
    () => marginRanking(zeros([2]), zeros([3]), 1),
    "marginRanking: predictions and targets must have the same shape; got [2] and [3].",
  ],
  [
    "targets beside the vectors",
    // @ts-expect-error the same sentence
    () => cosineEmbedding(zeros([2, 3]), zeros([2, 3]), [1, 1, -1]),
    "cosineEmbedding: predictions and targets must have the same shape; got [2] and [3].",
  ],
  [
    "weights that losses would broadcast to",
    () => binaryCrossEntropy([0.5], [1], { weights: [1, 2] }),
    "binaryCrossEntropy: weights must broadcast to the predictions; got [2] for [1].",
  ],
  [
    "weights of another length",
    () => sigmoidCrossEntropy([0, 0], [1, 1], { weights: [1, 2, 3] }),
    "sigmoidCrossEntropy: weights must broadcast to the predictions; got [3] for [2].",
  ],
  [
    "weights of positive targets in more axes",
    () => sigmoidCrossEntropy([0, 0], [1, 1], { positiveWeight: [[1], [2]] }),
    "sigmoidCrossEntropy: positiveWeight must broadcast to the predictions; got [2, 1] for [2].",
  ],
  [
    "variances of more examples",
    // @ts-expect-error the same sentence
    () => gaussianNegativeLogLikelihood([[0, 0]], [[1, 1]], [[1], [2]]),
    "gaussianNegativeLogLikelihood: variances must broadcast to the predictions; got [2, 1] for [1, 2].",
  ],
  [
    "weights of a hinge for other classes",
    () => multiClassHinge(logits, [0, 1], { classWeights: [1] }),
    "multiClassHinge: classWeights must have shape [3]; got [1].",
  ],
  [
    "soft labels of a hinge",
    // @ts-expect-error another sentence
    () => multiClassHinge(logits, oneHot),
    "multiClassHinge: labels must be indices; got a weight for each class.",
  ],
])("%s: one sentence", (_what, f, message) => {
  expect(f).toThrow(message);
});

test("one number is the target of all", () => {
  expect(meanSquaredError([1, 2], 0).item()).toBe(2.5);
  expect(sigmoidCrossEntropy([0, 0], 1).item()).toBeCloseTo(Math.LN2, 6);
});

test("integers become float32, float64 stays", () => {
  expect(meanSquaredError(tensor([1, 2], { dtype: "int32" }), [0, 0]).dtype).toBe("float32");
  expect(meanSquaredError(tensor([1, 2], { dtype: "float64" }), tensor([0, 0])).dtype).toBe(
    "float64",
  );
  expect(softmaxCrossEntropy(logits.cast("float64"), indices).dtype).toBe("float64");
});

test("the L2 penalty of integers does not wrap", () => {
  expect(l2Penalty(tensor([100_000], { dtype: "int32" }), 1).item()).toBe(1e10);
});

test("the L2 penalty has no half", () => {
  const p = new Parameter([3, 4]);
  expect(l2Penalty(p, 0.05).item()).toBeCloseTo(1.25, 6);
  expect(l2Penalty([p, p], 0.05).item()).toBeCloseTo(2.5, 6);
  expect(l2Penalty([], 0.05).item()).toBe(0);
});

test("a vector of zeros is orthogonal to all", () => {
  expect(cosineEmbedding([[0, 0]], [[3, 4]], [1]).item()).toBe(1);
  expect(cosineEmbedding([[0, 0]], [[0, 0]], [-1]).item()).toBe(0);
});

test("vectors that should differ cost their cosine, unless a margin is given", () => {
  expect(cosineEmbedding([[1, 0]], [[3, 4]], [-1]).item()).toBeCloseTo(0.6, 6);
  expect(cosineEmbedding([[1, 0]], [[3, 4]], [-1], { margin: 0.5 }).item()).toBeCloseTo(0.1, 6);
});

test("a variance is at least a millionth, unless told otherwise", () => {
  const one = tensor([1], { dtype: "float64" });
  const least = gaussianNegativeLogLikelihood(one, [1], [0]).item();
  expect(least).toBeCloseTo(0.5 * Math.log(1e-6), 12);
});

test("distances of a triplet are along the last axis", () => {
  const [anchor, positive, negative] = [0, 3, 1].map((x) => tensor([[[x, 0, 0]], [[0, x, x]]]));
  const losses = tripletMargin(anchor!, positive!, negative!, none);
  expect(losses.toArray()).toEqual([
    [expect.closeTo(3, 4)],
    [expect.closeTo(1 + 2 * Math.SQRT2, 4)],
  ]);
});

test("a hinge costs nothing beyond the margin", () => {
  expect(hinge([2, 0.5, -0.5], [1, 1, 1], { ...none, margin: 0.75 }).toArray()).toEqual([
    0, 0.25, 1.25,
  ]);
});

test("a divergence from itself is 0", () => {
  const p = tensor([[0.25, 0.75, 0]]);
  expect(klDivergence(tensor([[0.25, 0.75, 0.5]]).log(), p).item()).toBeCloseTo(0, 6);
});
