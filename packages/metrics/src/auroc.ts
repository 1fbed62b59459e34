import {
  constant,
  type Operand,
  operation,
  type ShapeOf,
  type shapes,
  type Tensor,
} from "@chainrule/tensor";
import { classMean, rankingOptions, type RankingOptions } from "./class-mean.ts";
import { rankingOf } from "./ranking.ts";
import type { CheckScores, FloatingOf, RankedShape } from "./shapes.ts";

/**
 * The area under the ROC curve: how often an example of the class scores more than one that is not of it, where equal scores count half:
 * `AUROC = #{(i, j) : yᵢ = 1, yⱼ = 0, xᵢ > xⱼ} / (P·N) + ½·#{… xᵢ = xⱼ} / (P·N)`, exactly, by ranks.
 *
 * Scores `[N]` have labels 0 and 1 (or bool), `[N]`; probabilities, logits, or whatever else grows with the certainty that the label is 1. Scores `[N, C]` have classes as labels, `[N]`: each
 * class is ranked against the rest, and `average` says what becomes of the C areas. The result is a scalar, or `[C]` where that is `"none"`, in the scores' dtype. Where a class never occurs, or nothing else does,
 * there is no area: NaN, which averages leave out. A NaN among the scores, or a computed label that is no class, makes the result NaN.
 *
 * Source: Hanley and McNeil 1982; as scikit-learn's `roc_auc_score` (with `multi_class="ovr"`).
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the scores.
 *
 * ```ts
 * import { auroc } from "@chainrule/metrics";
 *
 * auroc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // => 0.75
 * auroc([0.5, 0.5], [0, 1]); // => 0.5
 * auroc([[0.8, 0.2], [0.6, 0.4], [0.3, 0.7]], [0, 1, 1], { average: "none" }); // => [1, 1]
 * ```
 */
export function auroc<
  const X extends Operand,
  const L extends Operand,
  const P extends RankingOptions = object,
>(
  scores: X,
  labels: L & shapes.Check<CheckScores<"auroc", X, L>>,
  options?: P & shapes.KnownOptions<P, RankingOptions>,
): Tensor<RankedShape<ShapeOf<X>, P>, FloatingOf<X>> {
  const name = "auroc";
  const { average } = rankingOptions(name, options);
  return operation(name, () => {
    const ranking = rankingOf(name, scores, labels);
    const { positives, negatives } = ranking;
    const [P, N] = [positives.sum(1), negatives.sum(1)];
    // Of the examples that are not of the class, each is below those of the groups before it, and beside those of its own.
    const above = positives.cumsum(1).sub(positives.mul(constant(0.5, "float64")));
    const pairs = P.mul(N);
    const areas = negatives.mul(above).sum(1).div(pairs);
    return classMean(ranking, areas, pairs.notEqual(0), P, average);
  }) as Tensor<RankedShape<ShapeOf<X>, P>, FloatingOf<X>>;
}
