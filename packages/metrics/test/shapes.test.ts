import { ones, type Shape, type Tensor, tensor, zeros } from "@chainrule/tensor";
import { expect, test } from "vitest";
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

// The compiler compares two such functions by their types' identity.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
type Identity<A> = <T>() => T extends A ? 1 : 2;
type Equal<A, B> = Identity<A> extends Identity<B> ? true : false;
type Or<Condition, Otherwise> = Condition extends true ? unknown : Otherwise;

/** Checks that the type of `x` states exactly `shape` and `dtype`, and that they hold at run time. */
function is<T extends Tensor, const S extends readonly number[], const D extends string>(
  x: T,
  shape: S & Or<Equal<T["shape"], [...S]>, { readonly typeSays: T["shape"] }>,
  dtype: D & Or<Equal<T["dtype"], D>, { readonly typeSays: T["dtype"] }>,
): void {
  expect(x.shape).toEqual(shape);
  expect(x.dtype).toBe(dtype);
}

const x = ones([4, 3]);
const double = ones([4, 3], { dtype: "float64" });
const vector = ones([4]);
const labels = [0, 1, 1, 0];
const classes = tensor([0, 1, 1, 0], { dtype: "int32" });
const none = { average: "none" } as const;

test("fractions of counts are float32 scalars, or one for each class", () => {
  is(accuracy(x, labels), [], "float32");
  is(accuracy(double, labels), [], "float32");
  is(accuracy(classes, labels), [], "float32");
  is(topKAccuracy(x, labels, 2), [], "float32");
  is(precision(x, labels), [], "float32");
  is(precision(x, labels, none), [3], "float32");
  is(recall(classes, labels, { ...none, classes: 5 }), [5], "float32");
  is(recall(classes.cast("bool"), labels, none), [2], "float32");
  is(fBetaScore(x, labels, { average: "micro", beta: 2 }), [], "float32");
});

test("confusion matrices are square: counts, or what they are divided into", () => {
  is(confusionMatrix(x, labels), [3, 3], "int32");
  is(confusionMatrix(classes, labels, { classes: 5 }), [5, 5], "int32");
  is(confusionMatrix(x, labels, { normalize: "all" }), [3, 3], "float32");
});

test("what is computed of scores has their dtype", () => {
  is(auroc(vector, labels), [], "float32");
  is(auroc(double, labels), [], "float64");
  is(auroc(x, labels, none), [3], "float32");
  is(averagePrecision(double, labels, none), [3], "float64");
  is(auroc([0.1, 0.9], [0, 1]), [], "float32");
  is(rocCurve(vector, labels).thresholds, [5], "float32");
  is(rocCurve(double, labels).falsePositiveRate, [3, 5], "float64");
  is(precisionRecallCurve(vector, labels).recall, [5], "float32");
  is(expectedCalibrationError(double, labels), [], "float64");
  is(expectedCalibrationError(x, labels, { bins: 10 }), [], "float32");
  is(brierScore(vector, labels), [], "float32");
  is(perplexity(double, labels), [], "float64");
});

test("regression: a number for each column, or their mean", () => {
  is(r2Score(vector, vector), [], "float32");
  is(r2Score(x, double), [], "float64");
  is(r2Score(x, x, { reduction: "none" }), [3], "float32");
  is(explainedVariance(vector, labels, { reduction: "none" }), [], "float32");
});

test("what is known at run time is open", () => {
  const plain: Tensor = x;
  const numbers: number[] = labels;
  accuracy(plain, numbers).shape satisfies [];
  auroc(plain, numbers).shape satisfies Shape;
  precision(plain, numbers, none).shape satisfies [number];
  confusionMatrix(plain, plain.argmax(1)).shape satisfies [number, number];
  is(rocCurve(vector, numbers).thresholds, [5], "float32");
});

test("mistakes are sentences in types", () => {
  // @ts-expect-error labels must have shape [4], one for each row of [4, 3]; got [3]
  expect(() => accuracy(x, [0, 1, 2])).toThrow(
    "accuracy: labels must have shape [4], one for each row of [4, 3]; got [3].",
  );
  // @ts-expect-error labels must have shape [4]; got [4, 3]
  expect(() => confusionMatrix(x, zeros([4, 3]))).toThrow("labels must have shape [4]");
  // @ts-expect-error predictions must be scores [N, C] or classes [N]; got [2, 3, 4]
  expect(() => precision(ones([2, 3, 4]), [0, 1])).toThrow("predictions must be scores");
  // @ts-expect-error predictions must be scores [N, C]; got [4]
  expect(() => perplexity(vector, labels)).toThrow("predictions must be scores [N, C]; got [4].");
  // @ts-expect-error labels must have shape [4], one for each row of [4]; got [2]
  expect(() => auroc(vector, [0, 1])).toThrow("labels must have shape [4]");
  // @ts-expect-error predictions and targets must have the same shape; got [4] and [4, 3]
  expect(() => r2Score(vector, x)).toThrow("must have the same shape; got [4] and [4, 3]");
  // @ts-expect-error there is no option beat
  expect(() => fBetaScore(x, labels, { beat: 2 })).toThrow("no option beat");
});
