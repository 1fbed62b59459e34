import { checkNames } from "@chainrule/graph";
import { asTensor, type Operand, type shapes, type Tensor } from "@chainrule/tensor";
import { counted, type LabelOptions, labelsFor, nanWhereNoClass } from "./labels.ts";
import { Metric } from "./metric.ts";
import { type Measure, measured, ratio } from "./measure.ts";
import { predictedBy } from "./predictions.ts";
import type { CheckLabels } from "./shapes.ts";

/** How many predictions are right, and how many there are. */
function accuracyMeasure(name: string, options: LabelOptions | undefined): Measure<Tensor> {
  checkNames<LabelOptions>(name, options, { ignoreIndex: 0 });
  const ignored = options?.ignoreIndex;
  return {
    count: (predictions, given) => {
      const { predicted, classes } = predictedBy(name, predictions);
      const labels = labelsFor(name, given, asTensor(predictions), classes, ignored);
      const right = predicted.equal(labels).cast("float32");
      const known = classes === null ? right : nanWhereNoClass(right, labels, classes);
      const [kept, seen] = counted(known, labels, ignored);
      return [kept.sum(), seen];
    },
    result: ratio,
  };
}

/**
 * How often the prediction is the label: `Σᵢ [argmaxⱼ xᵢⱼ = yᵢ] / N`, float32.
 *
 * Predictions are scores or logits `[N, C]`, or classes `[N]` of int32, uint8, bool or an array. Labels are classes `[N]`, from 0 to C − 1. The first of equal scores is the prediction,
 * or the first NaN, as for `argmax`. Labels that are `ignoreIndex`, if it is given, do not count, as in PyTorch's losses. NaN of no examples. A label that is no class throws where it is given, and makes the result NaN where it is computed.
 *
 * As scikit-learn's `accuracy_score`, and torchmetrics' `MulticlassAccuracy` with `average="micro"`.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the predictions.
 *
 * ```ts
 * import { accuracy } from "@chainrule/metrics";
 *
 * accuracy([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]], [0, 1, 0]); // => ≈ 0.6667
 * accuracy([2, 0, 1, 1], [2, 0, 1, 0]); // => 0.75
 * accuracy([2, 0, 1, 1], [2, 0, 1, -100], { ignoreIndex: -100 }); // => 1
 * accuracy([[0, 1]], [2]); // throws accuracy: labels must be from 0 to 1; got 2.
 * ```
 */
export function accuracy<const X extends Operand, const L extends Operand>(
  predictions: X,
  labels: L & shapes.Check<CheckLabels<"accuracy", X, L>>,
  options?: LabelOptions,
): Tensor<[], "float32"> {
  return measured("accuracy", () => accuracyMeasure("accuracy", options), predictions, labels);
}

/**
 * {@link accuracy} over the batches of a loop, float64.
 *
 * ```ts
 * import { Accuracy } from "@chainrule/metrics";
 *
 * const accuracy = new Accuracy();
 * for (const label of [0, 1, 1]) accuracy.update([[0.2, 0.8]], [label]);
 * accuracy.compute(); // => ≈ 0.6667
 * ```
 */
export class Accuracy extends Metric<Tensor<[], "float64">> {
  constructor(options?: LabelOptions) {
    super("Accuracy", accuracyMeasure("Accuracy", options) as Measure<Tensor<[], "float64">>);
  }

  /** Adds a batch. Throws, and adds nothing, where labels do not fit. */
  override update<const X extends Operand, const L extends Operand>(
    predictions: X,
    labels: L & shapes.Check<CheckLabels<"Accuracy", X, L>>,
  ): void {
    super.update(predictions, labels);
  }
}
