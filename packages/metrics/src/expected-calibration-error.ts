import { checkNames } from "@chainrule/graph";
import { constant, type Operand, type shapes, type Tensor, where } from "@chainrule/tensor";
import { labelsFor, nanWhereNoClass, sumsBy } from "./labels.ts";
import { Metric } from "./metric.ts";
import { type Measure, measured } from "./measure.ts";
import { checkProbabilities, rowsOf } from "./predictions.ts";
import type { CheckRows, FloatingOf } from "./shapes.ts";

/** What `expectedCalibrationError` takes besides probabilities and labels. */
export interface CalibrationOptions {
  /** How many intervals of equal width the confidences are put in; 15. */
  readonly bins?: number;
}

/** The number of bins that options ask for. Throws where they are none. */
function binsOf(name: string, options: CalibrationOptions | undefined): number {
  checkNames<CalibrationOptions>(name, options, { bins: 0 });
  const bins = options?.bins ?? 15;
  if (Number.isInteger(bins) && bins > 0) return bins;
  throw new RangeError(`${name}: bins must be an integer from 1; got ${bins}.`);
}

/** By how much what is right of each bin is more than its confidences, summed, and how many examples there are. */
function calibrationMeasure(name: string, bins: number): Measure<Tensor> {
  return {
    count: (predictions, given) => {
      const x = rowsOf(name, predictions);
      checkProbabilities(name, x);
      const classes = x.shape[1]!;
      const labels = labelsFor(name, given, x, classes);
      const confidence = x.max(1).cast("float64");
      const right = x.argmax(1).equal(labels).cast("float64");
      const excess = nanWhereNoClass(right.sub(confidence), labels, classes);
      const place = confidence.mul(constant(bins, "float64")).ceil().sub(constant(1, "float64"));
      // NaN is in the first bin, as good as any.
      const inside = where(place.greater(0), place, constant(0, "float64")).minimum(
        constant(bins - 1, "float64"),
      );
      return [sumsBy(inside.cast("int32"), excess, bins), constant(labels.size, "float64")];
    },
    result: (excess, seen) => excess.abs().sum().div(seen),
  };
}

/**
 * How far confidences are from how often they are right: `ECE = Σ_b |Σ_{i ∈ b} ([argmaxⱼ pᵢⱼ = yᵢ] − maxⱼ pᵢⱼ)| / N`, where the confidences, each row's largest probability, are in bins of equal width, ((b − 1)/B, b/B].
 *
 * Probabilities are `[N, C]` (of logits, `softmax(1)` makes them), labels classes `[N]`; the result is a scalar in the dtype of the probabilities. NaN of no examples, where a probability is, and where a label that is computed is no class.
 *
 * Source: Guo et al. 2017; as torchmetrics' `MulticlassCalibrationError` with `norm="l1"`, whose bins include their lower bounds.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit, or a probability is not from 0 to 1.
 *
 * ```ts
 * import { expectedCalibrationError } from "@chainrule/metrics";
 *
 * const probabilities = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]];
 * expectedCalibrationError(probabilities, [0, 1, 1], { bins: 2 }); // => ≈ 0.1333
 * ```
 */
export function expectedCalibrationError<
  const X extends Operand,
  const L extends Operand,
  const P extends CalibrationOptions = object,
>(
  probabilities: X,
  labels: L & shapes.Check<CheckRows<"expectedCalibrationError", X, L>>,
  options?: P & shapes.KnownOptions<P, CalibrationOptions>,
): Tensor<[], FloatingOf<X>> {
  const name = "expectedCalibrationError";
  const bins = binsOf(name, options);
  const error = measured(name, () => calibrationMeasure(name, bins), probabilities, labels);
  return error.cast(rowsOf(name, probabilities).dtype) as Tensor<[], FloatingOf<X>>;
}

/**
 * {@link expectedCalibrationError} over the batches of a loop, float64.
 *
 * ```ts
 * import { ExpectedCalibrationError } from "@chainrule/metrics";
 *
 * const error = new ExpectedCalibrationError({ bins: 10 });
 * for (const label of [0, 0, 0, 1]) error.update([[0.75, 0.25]], [label]);
 * error.compute(); // => 0
 * ```
 */
export class ExpectedCalibrationError extends Metric<Tensor<[], "float64">> {
  constructor(options?: CalibrationOptions) {
    const name = "ExpectedCalibrationError";
    const measure = calibrationMeasure(name, binsOf(name, options));
    super(name, measure as Measure<Tensor<[], "float64">>);
  }

  /** Adds a batch. Throws, and adds nothing, where labels do not fit. */
  override update<const X extends Operand, const L extends Operand>(
    probabilities: X,
    labels: L & shapes.Check<CheckRows<"ExpectedCalibrationError", X, L>>,
  ): void {
    super.update(probabilities, labels);
  }
}
