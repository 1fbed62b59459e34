import type { Operand, ShapeOf, shapes, Tensor } from "@chainrule/tensor";
import type { Measure } from "./measure.ts";
import { Metric } from "./metric.ts";
import {
  reductionOf,
  regressionMeasure,
  type RegressionOptions,
  regressionScore,
} from "./regression.ts";
import type { CheckPairs, OutputShape, PairDType, Regressed } from "./shapes.ts";

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

/**
 * {@link explainedVariance} over the batches of a loop, float64. It sums squares of targets, and loses digits where those are many times larger than they vary.
 *
 * ```ts
 * import { ExplainedVariance } from "@chainrule/metrics";
 *
 * const variance = new ExplainedVariance();
 * variance.update([2.5, 0], [3, -0.5]);
 * variance.update([2, 8], [2, 7]);
 * variance.compute(); // => ≈ 0.9572
 * ```
 */
export class ExplainedVariance<const P extends RegressionOptions = object> extends Metric<
  Regressed<P>
> {
  constructor(options?: P & shapes.KnownOptions<P, RegressionOptions>) {
    const name = "ExplainedVariance";
    const measure = explainedMeasure(name, options);
    super(name, measure as Measure<Regressed<P>>);
  }

  /** Adds a batch. Throws, and adds nothing, where the shapes differ. */
  override update<const X extends Operand, const T extends Operand>(
    predictions: X,
    targets: T & shapes.Check<CheckPairs<"ExplainedVariance", X, T>>,
  ): void {
    super.update(predictions, targets);
  }
}
