import { compile, randint, State, type Tensor, tensor, zeros } from "@chainrule/tensor";
import { array, assert, integer, nat, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accuracy,
  auroc,
  averagePrecision,
  brierScore,
  confusionMatrix,
  expectedCalibrationError,
  explainedVariance,
  fBetaScore,
  perplexity,
  precision,
  precisionRecallCurve,
  r2Score,
  recall,
  rocCurve,
  topKAccuracy,
} from "../src/index.ts";

const none = zeros([0, 3]);
const noLabels = zeros([0], { dtype: "int32" });

test.each<[string, Tensor]>([
  ["accuracy", accuracy(none, noLabels)],
  ["topKAccuracy", topKAccuracy(none, noLabels, 2)],
  ["precision", precision(none, noLabels)],
  ["recall, weighted", recall(none, noLabels, { average: "weighted" })],
  ["fBetaScore, micro", fBetaScore(none, noLabels, { average: "micro" })],
  ["auroc", auroc(none, noLabels)],
  ["auroc of vectors", auroc(zeros([0]), noLabels)],
  ["averagePrecision", averagePrecision(none, noLabels)],
  ["expectedCalibrationError", expectedCalibrationError(none, noLabels)],
  ["brierScore", brierScore(none, noLabels)],
  ["perplexity", perplexity(none, noLabels)],
  ["r2Score", r2Score(zeros([0]), zeros([0]))],
  ["explainedVariance", explainedVariance(zeros([0]), zeros([0]))],
])("of no examples there is no mean: %s is NaN", (_, value) => {
  expect(value.item()).toBeNaN();
});

test("of no examples counts are 0, and a curve is its first point", () => {
  expect(confusionMatrix(none, noLabels).toArray()).toEqual(zeros([3, 3]).toArray());
  const { falsePositiveRate, thresholds } = rocCurve(zeros([0]), noLabels);
  expect(falsePositiveRate.toArray()).toEqual([NaN]);
  expect(thresholds.toArray()).toEqual([Infinity]);
  expect(precisionRecallCurve(zeros([0]), noLabels).precision.toArray()).toEqual([1]);
});

describe("classes that do not occur", () => {
  const labels = [0, 0, 2];
  const predictions = [0, 1, 1];
  const options = { classes: 4, average: "none" } as const;

  test("precision, recall and F are 0, and the macro average leaves out what neither occurs nor is predicted", () => {
    expect(precision(predictions, labels, options).toArray()).toEqual([1, 0, 0, 0]);
    expect(recall(predictions, labels, options).toArray()).toEqual([0.5, 0, 0, 0]);
    expect(precision(predictions, labels, { classes: 4 }).item()).toBeCloseTo(1 / 3, 6);
    expect(recall(predictions, labels, { classes: 4 }).item()).toBeCloseTo(0.5 / 3, 6);
  });

  test("there is no area without both kinds, and averages leave such classes out", () => {
    expect(auroc([1, 2], [1, 1]).item()).toBeNaN();
    expect(averagePrecision([1, 2], [0, 0]).item()).toBeNaN();
    expect(averagePrecision([1, 2], [1, 1]).item()).toBe(1);
    const scores = [
      [3, 1, 0],
      [1, 2, 0],
      [2, 3, 0],
    ];
    expect(auroc(scores, [0, 1, 1], { average: "none" }).toArray()).toEqual([1, 1, NaN]);
    for (const average of ["macro", "weighted"] as const) {
      expect(auroc(scores, [0, 1, 1], { average }).item()).toBe(1);
      expect(averagePrecision(scores, [0, 1, 1], { average }).item()).toBe(1);
    }
  });

  test("a row or column without examples stays 0 when it is normalised", () => {
    const rows = confusionMatrix(predictions, labels, { classes: 4, normalize: "labels" });
    expect(rows.sum(1).toArray()).toEqual([1, 0, 1, 0]);
    const columns = confusionMatrix(predictions, labels, { classes: 4, normalize: "predictions" });
    expect(columns.sum(0).toArray()).toEqual([1, 1, 0, 0]);
  });
});

test("equal scores: the first is the prediction; in a ranking they count half", () => {
  expect(accuracy([[1, 1]], [0]).item()).toBe(1);
  expect(topKAccuracy([[1, 1]], [1], 1).item()).toBe(0);
  expect(auroc([1, 1, 1, 1], [0, 1, 0, 1]).item()).toBe(0.5);
  expect(auroc([-0, 0], [0, 1]).item()).toBe(0.5);
  const { truePositiveRate, thresholds } = rocCurve([2, 2, 2], [0, 1, 0]);
  expect(truePositiveRate.toArray()).toEqual([0, 1, 1, 1]);
  expect(thresholds.toArray()).toEqual([Infinity, 2, 2, 2]);
});

test("infinite scores are ranked as any other", () => {
  expect(auroc([-Infinity, 1, 2, Infinity], [0, 1, 0, 1]).item()).toBe(0.75);
  expect(rocCurve([-Infinity, Infinity], [0, 1]).thresholds.toArray()).toEqual([
    Infinity,
    Infinity,
    -Infinity,
  ]);
});

test("NaN scores: the largest of a row, as for argmax; a ranking, and what is computed of probabilities, is NaN", () => {
  const row = [[0.5, NaN, 0.1]];
  expect(accuracy(row, [1]).item()).toBe(1);
  expect(topKAccuracy(row, [1], 1).item()).toBe(1);
  expect(confusionMatrix(row, [0]).toArray()[0]).toEqual([0, 1, 0]);
  for (const value of [
    auroc([1, NaN, 2], [0, 1, 1]),
    averagePrecision([1, NaN, 2], [0, 1, 1]),
    auroc(
      [
        [1, 0],
        [NaN, 0],
      ],
      [0, 1],
    ),
    expectedCalibrationError(row, [1]),
    brierScore(row, [1]),
    perplexity(row, [1]),
    r2Score([1, NaN], [1, 2]),
  ]) {
    expect(value.item()).toBeNaN();
  }
});

describe("labels that are no class", () => {
  const scores = [
    [1, 0],
    [0, 1],
  ];
  const computed = new State([0, 2], { name: "labels" }).cast("int32");

  test("where they are computed fractions are NaN, and counts leave them out", () => {
    for (const value of [
      accuracy(scores, computed),
      topKAccuracy(scores, computed, 1),
      precision(scores, computed),
      recall(scores, computed, { average: "weighted" }),
      fBetaScore(scores, computed, { average: "micro" }),
      auroc(scores, computed),
      averagePrecision([1, 2], computed),
      expectedCalibrationError(scores, computed),
      brierScore(scores, computed),
      brierScore([0.5, 0.5], computed),
      perplexity(scores, computed),
    ]) {
      expect(value.item()).toBeNaN();
    }
    expect(confusionMatrix(scores, computed).toArray()).toEqual([
      [1, 0],
      [0, 0],
    ]);
    const normal = confusionMatrix(scores, computed, { normalize: "all" });
    expect(normal.toArray().flat()).toEqual([NaN, NaN, NaN, NaN]);
  });

  test.each<[(labels: number[]) => unknown, string]>([
    [(labels) => accuracy(scores, labels), "accuracy"],
    [(labels) => topKAccuracy(scores, labels, 1), "topKAccuracy"],
    [(labels) => confusionMatrix(scores, labels), "confusionMatrix"],
    [(labels) => precision(scores, labels), "precision"],
    [(labels) => recall([0, 1], labels, { classes: 2 }), "recall"],
    [(labels) => fBetaScore(scores, labels), "fBetaScore"],
    [(labels) => auroc([1, 2], labels), "auroc"],
    [(labels) => averagePrecision(scores, labels), "averagePrecision"],
    [(labels) => rocCurve([1, 2], labels), "rocCurve"],
    [(labels) => precisionRecallCurve([1, 2], labels), "precisionRecallCurve"],
    [(labels) => expectedCalibrationError(scores, labels), "expectedCalibrationError"],
    [(labels) => brierScore(scores, labels), "brierScore"],
    [(labels) => perplexity(scores, labels), "perplexity"],
  ])(
    "where they are given they are mistakes, as are fractions and another number: %#",
    (f, name) => {
      expect(() => f([0, 2])).toThrow(`${name}: labels must be from 0 to 1; got 2.`);
      expect(() => f([-1, 0])).toThrow(`${name}: labels must be from 0 to 1; got -1.`);
      expect(() => f([0, 0.5])).toThrow(
        `${name}: labels must be int32, uint8 or bool; got float32; pass the array itself, or cast("int32").`,
      );
      expect(() => f([0])).toThrow(`${name}: labels must have shape [2], one for each row of [2`);
    },
  );
});

test.each<[() => unknown, string]>([
  [
    () => accuracy(zeros([2, 3, 4]) as Tensor, [0, 1]),
    "accuracy: predictions must be scores [N, C] or classes [N]; got [2, 3, 4].",
  ],
  [
    () => accuracy([0.5, 0.7], [0, 1]),
    "accuracy: predictions of shape [N] must be int32, uint8 or bool; got float32",
  ],
  [
    () => confusionMatrix([0, 1], [0, 1]),
    "confusionMatrix: predictions of shape [N] need { classes }, how many there are.",
  ],
  [
    () => precision([[0, 1]], [0], { classes: 3 }),
    "precision: scores must have as many columns as there are classes, 3; got [1, 2].",
  ],
  [
    () => recall([0, 3], [0, 1], { classes: 3 }),
    "recall: predictions of shape [N] must be from 0 to 2; got 3.",
  ],
  [
    () => recall([0, 1], [0, 1], { classes: 1.5 }),
    "recall: classes must be an integer from 1; got 1.5.",
  ],
  [
    () => topKAccuracy([[0, 1]], [0], 3),
    "topKAccuracy: k must be an integer from 1 to the 2 classes; got 3 of [1, 2].",
  ],
  [
    () => topKAccuracy(zeros([2]) as Tensor, [0, 1], 1),
    "topKAccuracy: predictions must be scores [N, C]; got [2].",
  ],
  [
    () => auroc(zeros([]) as Tensor, [0]),
    "auroc: predictions must be scores [N, C] or [N]; got [].",
  ],
  [
    () => fBetaScore([[0, 1]], [0], { beta: -1 }),
    "fBetaScore: beta must be a number from 0; got -1.",
  ],
  [
    () => expectedCalibrationError([[3, 1]], [0]),
    "expectedCalibrationError: probabilities must be from 0 to 1; got 3; of logits, softmax(1) makes them.",
  ],
  [
    () => expectedCalibrationError([[1, 0]], [0], { bins: 0 }),
    "expectedCalibrationError: bins must be an integer from 1; got 0.",
  ],
  [() => brierScore([1.5], [0]), "brierScore: probabilities must be from 0 to 1; got 1.5"],
  [
    () => r2Score(zeros([2]) as Tensor, zeros([3])),
    "r2Score: predictions and targets must have the same shape; got [2] and [3].",
  ],
  [
    () => explainedVariance(zeros([]) as Tensor, 1),
    "explainedVariance: predictions must be [N] or [N, D]; got [].",
  ],
  [
    () => precision([[0, 1]], [0], { average: "mean" as never }),
    'precision: the average must be "macro", "micro", "weighted" or "none"; got "mean".',
  ],
  [
    () => confusionMatrix([[0, 1]], [0], { normalize: "true" as never }),
    'confusionMatrix: normalize must be "labels", "predictions" or "all"; got "true".',
  ],
])("mistakes are sentences: %#", (act, sentence) => {
  expect(act).toThrow(sentence);
});

test("targets that are all equal", () => {
  expect(r2Score([1, 2], [3, 3]).item()).toBe(-Infinity);
  expect(r2Score([3, 3], [3, 3]).item()).toBeNaN();
});

test("labels and predictions of every integer dtype, and bool", () => {
  for (const dtype of ["int32", "uint8", "bool"] as const) {
    const labels = tensor([0, 1, 1], { dtype });
    expect(accuracy(tensor([0, 1, 0], { dtype }), labels).item()).toBeCloseTo(2 / 3, 6);
    expect(auroc([0.2, 0.7, 0.4], labels).item()).toBe(1);
  }
  const positive = tensor([0.2, 0.7, 0.4]).greater(0.5);
  expect(recall(positive, [0, 1, 1], { average: "none" }).toArray()).toEqual([1, 0.5]);
});

test("in a compiled step", () => {
  const step = compile((x: Tensor, labels: Tensor) => ({
    right: accuracy(x, labels),
    area: auroc(x, labels),
    counts: confusionMatrix(x, labels),
  }));
  const labels = randint(0, 4, [50]);
  const x = labels.unsqueeze(1).equal([0, 1, 2, 3]).cast("float32");
  const { right, area, counts } = step(x, labels);
  expect([right.item(), area.item(), counts.sum().item()]).toEqual([1, 1, 50]);
});

test("law: the area under the ROC curve is how often pairs are in order, ties half", () => {
  const example = record({ score: integer({ min: -3, max: 3 }), label: nat(1) });
  assert(
    property(array(example, { minLength: 2, maxLength: 12 }), (examples) => {
      const of = (label: number): number[] =>
        examples.filter((one) => one.label === label).map(({ score }) => score);
      const pairs = of(1).flatMap((a) => of(0).map((b) => (Math.sign(a - b) + 1) / 2));
      const expected = pairs.reduce((sum, one) => sum + one, 0) / pairs.length;
      const scores: number[] = examples.map(({ score }) => score);
      const labels: number[] = examples.map(({ label }) => label);
      const area = auroc(tensor(scores, { dtype: "float64" }), labels).item();
      return Object.is(area, expected) || Math.abs(area - expected) < 1e-12;
    }),
    { seed: 11, numRuns: 100 },
  );
});
