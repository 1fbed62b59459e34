import { type Operand, operation, type ShapeOf, type shapes, type Tensor } from "@chainrule/tensor";
import { after, ofScores, rankingOf } from "./ranking.ts";
import type { CheckScores, CurveShape, FloatingOf } from "./shapes.ts";

/** The points of a ROC curve, from (0, 0) to (1, 1). */
export interface RocCurve<T extends Tensor = Tensor> {
  /** `FP / N` at each threshold. */
  readonly falsePositiveRate: T;
  /** `TP / P` at each threshold: the recall. */
  readonly truePositiveRate: T;
  /** From infinity down: what scores at least as much is taken to be of the class. */
  readonly thresholds: T;
}

/**
 * The receiver operating characteristic: how much of what is of the class, and of what is not, scores at least as much as each threshold.
 *
 * Scores and labels are as for `auroc`, which is the area under it. The curve has a point for each different score, after (0, 0). Its shape does not depend on the scores: where N scores are fewer different ones, the last point
 * (1, 1) comes several times. Each tensor is `[N + 1]` for scores `[N]`, and `[C, N + 1]` for scores `[N, C]`, each class against the rest. Rates of nothing are NaN; so is everything where a score is.
 *
 * As scikit-learn's `roc_curve` with `drop_intermediate=False`, which is as long as there are different scores.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the scores.
 *
 * ```ts
 * import { rocCurve } from "@chainrule/metrics";
 *
 * const curve = rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
 * curve.falsePositiveRate; // => [0, 0, 0.5, 0.5, 1]
 * curve.truePositiveRate; // => [0, 0.5, 0.5, 1, 1]
 * curve.thresholds; // => ≈ [Infinity, 0.8, 0.4, 0.35, 0.1]
 * ```
 */
export function rocCurve<const X extends Operand, const L extends Operand>(
  scores: X,
  labels: L & shapes.Check<CheckScores<"rocCurve", X, L>>,
): RocCurve<Tensor<CurveShape<ShapeOf<X>>, FloatingOf<X>>> {
  return operation("rocCurve", () => {
    const ranking = rankingOf("rocCurve", scores, labels);
    const rate = (x: Tensor): Tensor =>
      ofScores(after(x.cumsum(1), 0).div(x.sum(1, { keepDims: true })), ranking);
    return {
      falsePositiveRate: rate(ranking.negatives),
      truePositiveRate: rate(ranking.positives),
      thresholds: ofScores(after(ranking.thresholds, Infinity), ranking),
    };
  }) as RocCurve<Tensor<CurveShape<ShapeOf<X>>, FloatingOf<X>>>;
}
