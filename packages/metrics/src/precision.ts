import type { Operand, shapes, Tensor } from "@chainrule/tensor";
import { classScore, type ClassScoreOptions, type Fraction } from "./averages.ts";
import type { AveragedShape, CheckLabels, ClassesOf } from "./shapes.ts";

/** `TP / (TP + FP)`. */
export const precisionOf: Fraction = ({ right, predicted }) => [right, predicted];

/**
 * How often what is predicted as a class is of it: `TP / (TP + FP)` of each class, averaged; float32.
 *
 * Predictions are scores or logits `[N, C]`, or classes `[N]` with the number of `classes`; labels are classes `[N]`. The result is a scalar, or `[C]` where `average` is `"none"`. Of a class that is
 * never predicted it is 0. The macro average leaves out classes that neither are predicted nor occur; of no examples it is NaN, as are the other averages. A label that is no class throws where it is given, and makes
 * the result NaN where it is computed.
 *
 * As scikit-learn's `precision_score`.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the predictions; a `TypeError` if the number of classes is not known.
 *
 * ```ts
 * import { precision } from "@chainrule/metrics";
 *
 * const labels = [0, 0, 1, 2, 2, 2];
 * const predictions = [0, 1, 1, 2, 2, 0];
 * precision(predictions, labels, { classes: 3, average: "none" }); // => [0.5, 0.5, 1]
 * precision(predictions, labels, { classes: 3 }); // => ≈ 0.6667
 * ```
 */
export function precision<
  const X extends Operand,
  const L extends Operand,
  const P extends ClassScoreOptions = object,
>(
  predictions: X,
  labels: L & shapes.Check<CheckLabels<"precision", X, L>>,
  options?: P & shapes.KnownOptions<P, ClassScoreOptions>,
): Tensor<AveragedShape<ClassesOf<X, P>, P>, "float32"> {
  return classScore("precision", predictions, labels, options, precisionOf);
}
