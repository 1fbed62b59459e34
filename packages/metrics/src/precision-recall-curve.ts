import { type Operand, operation, type ShapeOf, type shapes, type Tensor } from "@chainrule/tensor";
import { after, ofScores, rankingOf } from "./ranking.ts";
import type { CheckScores, CurveShape, FloatingOf } from "./shapes.ts";

/** The points of a precision-recall curve, from recall 0 to 1. */
export interface PrecisionRecallCurve<T extends Tensor = Tensor> {
  /** `TP / (TP + FP)` at each threshold; 1 at the first one, where there are none. */
  readonly precision: T;
  /** `TP / P` at each threshold. */
  readonly recall: T;
  /** From infinity down: what scores at least as much is taken to be of the class. */
  readonly thresholds: T;
}

/**
 * Precision and recall, where what scores at least as much as a threshold is taken to be of the class.
 *
 * Scores and labels are as for `auroc`, shapes as for `rocCurve`: a point for each different score from the largest down, after precision 1 and recall 0, and the last point several times where scores are equal. Recall of a class that never
 * occurs is NaN.
 *
 * As scikit-learn's `precision_recall_curve`, which goes from the smallest score up.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the scores.
 *
 * ```ts
 * import { precisionRecallCurve } from "@chainrule/metrics";
 *
 * const curve = precisionRecallCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
 * curve.precision; // => ≈ [1, 1, 0.5, 0.6667, 0.5]
 * curve.recall; // => [0, 0.5, 0.5, 1, 1]
 * ```
 */
export function precisionRecallCurve<const X extends Operand, const L extends Operand>(
  scores: X,
  labels: L & shapes.Check<CheckScores<"precisionRecallCurve", X, L>>,
): PrecisionRecallCurve<Tensor<CurveShape<ShapeOf<X>>, FloatingOf<X>>> {
  const name = "precisionRecallCurve";
  return operation(name, () => {
    const ranking = rankingOf(name, scores, labels);
    const { positives, negatives, thresholds } = ranking;
    const right = positives.cumsum(1);
    const precision = right.div(right.add(negatives.cumsum(1)));
    const recall = right.div(positives.sum(1, { keepDims: true }));
    return {
      precision: ofScores(after(precision, 1), ranking),
      recall: ofScores(after(recall, 0), ranking),
      thresholds: ofScores(after(thresholds, Infinity), ranking),
    };
  }) as PrecisionRecallCurve<Tensor<CurveShape<ShapeOf<X>>, FloatingOf<X>>>;
}
