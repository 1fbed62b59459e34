import { constant, type Operand, type shapes, type Tensor } from "@chainrule/tensor";
import { isLabel, labelsFor, nanWhereNoClass } from "./labels.ts";
import { Metric } from "./metric.ts";
import { type Measure, measured, ratio } from "./measure.ts";
import { checkProbabilities, scoresOf } from "./predictions.ts";
import type { CheckScores, FloatingOf } from "./shapes.ts";

/** The squared differences, summed, and how many examples there are. */
function brierMeasure(name: string): Measure<Tensor> {
  return {
    count: (predictions, given) => {
      const p = scoresOf(name, predictions);
      checkProbabilities(name, p);
      const classes = p.ndim === 2 ? p.shape[1]! : 2;
      const labels = labelsFor(name, given, p, classes);
      const truth = p.ndim === 2 ? isLabel(labels, classes) : labels;
      const squares = p.sub(truth.cast(p.dtype)).square();
      const losses = p.ndim === 2 ? squares.sum(1) : squares;
      return [nanWhereNoClass(losses, labels, classes).sum(), constant(labels.size, p.dtype)];
    },
    result: ratio,
  };
}

/**
 * The mean squared difference between probabilities and what happened. Of probabilities `[N]` that the label is 1, with labels 0 and 1: `Σᵢ (pᵢ − yᵢ)² / N`, from 0 to 1. Of probabilities `[N, C]`,
 * with classes as labels: `Σᵢ Σ_c (p_{ic} − [yᵢ = c])² / N`, from 0 to 2, which for two classes is twice as much.
 *
 * The result is a scalar in the dtype of the probabilities; of logits, `sigmoid()` or `softmax(1)` makes them. NaN of no examples, and where a label that is computed is no class.
 *
 * Source: Brier 1950; as scikit-learn's `brier_score_loss`, which halves that of two classes.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit, or a probability is not from 0 to 1.
 *
 * ```ts
 * import { brierScore } from "@chainrule/metrics";
 *
 * brierScore([0.1, 0.9, 0.8], [0, 1, 0]); // => ≈ 0.22
 * brierScore([[0.7, 0.2, 0.1]], [0]); // => ≈ 0.14
 * ```
 */
export function brierScore<const X extends Operand, const L extends Operand>(
  probabilities: X,
  labels: L & shapes.Check<CheckScores<"brierScore", X, L>>,
): Tensor<[], FloatingOf<X>> {
  return measured("brierScore", () => brierMeasure("brierScore"), probabilities, labels);
}

/**
 * {@link brierScore} over the batches of a loop, float64.
 *
 * ```ts
 * import { BrierScore } from "@chainrule/metrics";
 *
 * const score = new BrierScore();
 * score.update([0.5, 1], [0, 1]);
 * score.update([0.5], [1]);
 * score.compute(); // => ≈ 0.1667
 * ```
 */
export class BrierScore extends Metric<Tensor<[], "float64">> {
  constructor() {
    super("BrierScore", brierMeasure("BrierScore") as Measure<Tensor<[], "float64">>);
  }

  /** Adds a batch. Throws, and adds nothing, where labels do not fit. */
  override update<const X extends Operand, const L extends Operand>(
    probabilities: X,
    labels: L & shapes.Check<CheckScores<"BrierScore", X, L>>,
  ): void {
    super.update(probabilities, labels);
  }
}
