import { type Operand, operation, type ShapeOf, type shapes, type Tensor } from "@chainrule/tensor";
import { classMean, rankingOptions, type RankingOptions } from "./class-mean.ts";
import { rankingOf } from "./ranking.ts";
import type { CheckScores, FloatingOf, RankedShape } from "./shapes.ts";

/**
 * The precision at each threshold, weighted by how much recall grows there: `AP = Σₖ (Rₖ − Rₖ₋₁)·Pₖ` over the different scores, from the largest down. The area under the precision-recall curve, not interpolated.
 *
 * Scores, labels, averages and mistakes are as for `auroc`. Where a class never occurs it is NaN, which averages leave out.
 *
 * As scikit-learn's `average_precision_score`.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the scores.
 *
 * ```ts
 * import { averagePrecision } from "@chainrule/metrics";
 *
 * averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // => ≈ 0.8333
 * ```
 */
export function averagePrecision<
  const X extends Operand,
  const L extends Operand,
  const P extends RankingOptions = object,
>(
  scores: X,
  labels: L & shapes.Check<CheckScores<"averagePrecision", X, L>>,
  options?: P & shapes.KnownOptions<P, RankingOptions>,
): Tensor<RankedShape<ShapeOf<X>, P>, FloatingOf<X>> {
  const name = "averagePrecision";
  const { average } = rankingOptions(name, options);
  return operation(name, () => {
    const ranking = rankingOf(name, scores, labels);
    const { positives, negatives } = ranking;
    const right = positives.cumsum(1);
    const precision = right.div(right.add(negatives.cumsum(1)));
    const P = positives.sum(1);
    const areas = positives.mul(precision).sum(1).div(P);
    return classMean(ranking, areas, P.notEqual(0), P, average);
  }) as Tensor<RankedShape<ShapeOf<X>, P>, FloatingOf<X>>;
}
