import type { Operand, ShapeOf, shapes, Tensor } from "@chainrule/tensor";
import type { Measure } from "./measure.ts";
import {
  reductionOf,
  regressionMeasure,
  type RegressionOptions,
  regressionScore,
} from "./regression.ts";
import type { CheckPairs, OutputShape, PairDType } from "./shapes.ts";

/** `1 − Var e / Var t`. */
function explainedMeasure(name: string, options: RegressionOptions | undefined): Measure<Tensor> {
  const reduction = reductionOf(name, options);
  return regressionMeasure(name, ({ errors, targets }) => [errors, targets], reduction);
}

/**
 * How much of the targets' variance predictions account for: `1 − Var(t − x) / Var(t)`. As `r2Score`, but errors that are all the same cost nothing.
 *
 * Shapes, options and what there is no number for are as for `r2Score`.
 *
 * As scikit-learn's `explained_variance_score` with `force_finite=False`.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { explainedVariance } from "@chainrule/metrics";
 *
 * explainedVariance([2.5, 0, 2, 8], [3, -0.5, 2, 7]); // => ≈ 0.9572
 * explainedVariance([11, 12, 13], [1, 2, 3]); // => 1
 * ```
 */
export function explainedVariance<
  const X extends Operand,
  const T extends Operand,
  const P extends RegressionOptions = object,
>(
  predictions: X,
  targets: T & shapes.Check<CheckPairs<"explainedVariance", X, T>>,
  options?: P & shapes.KnownOptions<P, RegressionOptions>,
): Tensor<OutputShape<ShapeOf<X>, P>, PairDType<X, T>> {
  const name = "explainedVariance";
  return regressionScore(name, () => explainedMeasure(name, options), predictions, targets);
}
