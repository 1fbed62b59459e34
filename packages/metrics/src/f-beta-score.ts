import { checkNames } from "@chainrule/graph";
import { constant, type Operand, type shapes, type Tensor } from "@chainrule/tensor";
import { classScore, type ClassScoreOptions, type Fraction } from "./averages.ts";
import type { AveragedShape, CheckLabels, ClassesOf } from "./shapes.ts";

/** What `fBetaScore` takes besides predictions and labels. */
export interface FBetaScoreOptions extends ClassScoreOptions {
  /** How many times as much recall counts as precision does; 1. */
  readonly beta?: number;
}

/** `(1 + β²)·TP / ((TP + FP) + β²·(TP + FN))`. Throws where β is none. */
export function fBetaOf(name: string, beta: number): Fraction {
  if (!(beta >= 0 && beta < Infinity)) {
    throw new RangeError(`${name}: beta must be a number from 0; got ${beta}.`);
  }
  const square = beta ** 2;
  return ({ right, predicted, labelled }) => [
    right.mul(constant(1 + square, right.dtype)),
    predicted.add(labelled.mul(constant(square, right.dtype))),
  ];
}

/**
 * The weighted harmonic mean of precision and recall: `F_β = (1 + β²)·P·R / (β²·P + R)` of each class, averaged; float32. With `beta` 1, as it is unless said, it is the F₁ score.
 *
 * Predictions, labels, averages and mistakes are as for `precision`. Of a class of which nothing is predicted right it is 0, also where it never occurs.
 *
 * Source: van Rijsbergen 1979; as scikit-learn's `fbeta_score` and `f1_score`.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the predictions, or `beta` is below 0; a `TypeError` if the number of classes is not known.
 *
 * ```ts
 * import { fBetaScore } from "@chainrule/metrics";
 *
 * const labels = [0, 0, 1, 2, 2, 2];
 * const predictions = [0, 1, 1, 2, 2, 0];
 * fBetaScore(predictions, labels, { classes: 3, average: "none" }); // => ≈ [0.5, 0.6667, 0.8]
 * fBetaScore(predictions, labels, { classes: 3, beta: 2 }); // => ≈ 0.6825
 * ```
 */
export function fBetaScore<
  const X extends Operand,
  const L extends Operand,
  const P extends FBetaScoreOptions = object,
>(
  predictions: X,
  labels: L & shapes.Check<CheckLabels<"fBetaScore", X, L>>,
  options?: P & shapes.KnownOptions<P, FBetaScoreOptions>,
): Tensor<AveragedShape<ClassesOf<X, P>, P>, "float32"> {
  const name = "fBetaScore";
  checkNames<FBetaScoreOptions>(name, options, { average: 0, beta: 0, classes: 0, ignoreIndex: 0 });
  const { beta = 1, ...rest }: FBetaScoreOptions = options ?? {};
  return classScore(name, predictions, labels, rest, fBetaOf(name, beta));
}
