import type { Operand, shapes, Tensor } from "@chainrule/tensor";
import { classScore, type ClassScoreOptions, type Fraction } from "./averages.ts";
import type { AveragedShape, CheckLabels, ClassesOf } from "./shapes.ts";

/** `TP / (TP + FN)`. */
export const recallOf: Fraction = ({ right, labelled }) => [right, labelled];

/**
 * How often what is of a class is predicted as it: `TP / (TP + FN)` of each class, averaged; float32. Also called sensitivity; its macro average is the balanced accuracy where every class occurs.
 *
 * Predictions, labels, averages and mistakes are as for `precision`. Of a class that never occurs it is 0.
 *
 * As scikit-learn's `recall_score`.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the predictions; a `TypeError` if the number of classes is not known.
 *
 * ```ts
 * import { recall } from "@chainrule/metrics";
 *
 * const labels = [0, 0, 1, 2, 2, 2];
 * const predictions = [0, 1, 1, 2, 2, 0];
 * recall(predictions, labels, { classes: 3, average: "none" }); // => ≈ [0.5, 1, 0.6667]
 * recall(predictions, labels, { classes: 3 }); // => ≈ 0.7222
 * ```
 */
export function recall<
  const X extends Operand,
  const L extends Operand,
  const P extends ClassScoreOptions = object,
>(
  predictions: X,
  labels: L & shapes.Check<CheckLabels<"recall", X, L>>,
  options?: P & shapes.KnownOptions<P, ClassScoreOptions>,
): Tensor<AveragedShape<ClassesOf<X, P>, P>, "float32"> {
  return classScore("recall", predictions, labels, options, recallOf);
}
