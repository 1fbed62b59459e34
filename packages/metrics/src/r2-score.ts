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

/** `1 − Σ e² / Σ (t − t̄)²`. */
function r2Measure(name: string, options: RegressionOptions | undefined): Measure<Tensor> {
  const reduction = reductionOf(name, options);
  return regressionMeasure(name, ({ squares, targets }) => [squares, targets], reduction);
}

/**
 * The coefficient of determination: `R² = 1 − Σᵢ (tᵢ − xᵢ)² / Σᵢ (tᵢ − t̄)²`. 1 of exact predictions, 0 of ones that are no better than the targets' mean, below 0 of worse ones.
 *
 * Predictions and targets are `[N]`, or `[N, D]`: then it is the mean over the columns, or with `reduction: "none"` one number for each, `[D]`. Where all targets are equal it is −∞, or NaN of exact predictions, as of fewer than two examples.
 *
 * As scikit-learn's `r2_score` with `force_finite=False`.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { r2Score } from "@chainrule/metrics";
 *
 * r2Score([2.5, 0, 2, 8], [3, -0.5, 2, 7]); // => ≈ 0.9486
 * ```
 */
export function r2Score<
  const X extends Operand,
  const T extends Operand,
  const P extends RegressionOptions = object,
>(
  predictions: X,
  targets: T & shapes.Check<CheckPairs<"r2Score", X, T>>,
  options?: P & shapes.KnownOptions<P, RegressionOptions>,
): Tensor<OutputShape<ShapeOf<X>, P>, PairDType<X, T>> {
  const name = "r2Score";
  return regressionScore(name, () => r2Measure(name, options), predictions, targets);
}

/**
 * {@link r2Score} over the batches of a loop, float64. It sums squares of targets, and loses digits where those are many times larger than they vary.
 *
 * ```ts
 * import { R2Score } from "@chainrule/metrics";
 *
 * const score = new R2Score();
 * score.update([2.5, 0], [3, -0.5]);
 * score.update([2, 8], [2, 7]);
 * score.compute(); // => ≈ 0.9486
 * ```
 */
export class R2Score<const P extends RegressionOptions = object> extends Metric<Regressed<P>> {
  constructor(options?: P & shapes.KnownOptions<P, RegressionOptions>) {
    const name = "R2Score";
    const measure = r2Measure(name, options);
    super(name, measure as Measure<Regressed<P>>);
  }

  /** Adds a batch. Throws, and adds nothing, where the shapes differ. */
  override update<const X extends Operand, const T extends Operand>(
    predictions: X,
    targets: T & shapes.Check<CheckPairs<"R2Score", X, T>>,
  ): void {
    super.update(predictions, targets);
  }
}
