import { checkNames } from "@chainrule/graph";
import { constant, type Operand, type shapes, type Tensor, where } from "@chainrule/tensor";
import { counted, isLabel, type LabelOptions, labelsFor, nanWhereNoClass } from "./labels.ts";
import { Metric } from "./metric.ts";
import { type Measure, measured, ratio } from "./measure.ts";
import { rowsOf } from "./predictions.ts";
import type { CheckRows, FloatingOf } from "./shapes.ts";

/** The cross entropies, summed, and how many labels there are. */
function perplexityMeasure(name: string, options: LabelOptions | undefined): Measure<Tensor> {
  checkNames<LabelOptions>(name, options, { ignoreIndex: 0 });
  const ignored = options?.ignoreIndex;
  return {
    count: (predictions, given) => {
      const x = rowsOf(name, predictions);
      const classes = x.shape[1]!;
      const labels = labelsFor(name, given, x, classes, ignored);
      const zero = constant(0, x.dtype);
      const own = where(isLabel(labels, classes), x.logSoftmax(1), zero).sum(1);
      const losses = nanWhereNoClass(own.neg(), labels, classes);
      const [kept, seen] = counted(losses, labels, ignored);
      return [kept.sum(), seen];
    },
    result: (...sums) => ratio(...sums).exp(),
  };
}

/**
 * Among how many equally likely classes a model would be as unsure: `exp(−Σᵢ log softmax(xᵢ)_{yᵢ} / N)`, the exponential of the mean cross entropy. From 1 (sure, and right) up; C where it knows nothing.
 *
 * Logits are `[N, C]`, labels classes `[N]`: of a language model the N places of all its texts; those with the label `ignoreIndex`, such as a padding's, do not count. The result is a scalar in the dtype of the logits. NaN of no examples, and where a label that is computed is no class.
 *
 * Source: Jelinek et al. 1977; as torchmetrics' `Perplexity`.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the logits.
 *
 * ```ts
 * import { perplexity } from "@chainrule/metrics";
 *
 * perplexity([[0, 0, 0, 0], [1, 1, 1, 1]], [3, 0]); // => ≈ 4
 * ```
 */
export function perplexity<const X extends Operand, const L extends Operand>(
  logits: X,
  labels: L & shapes.Check<CheckRows<"perplexity", X, L>>,
  options?: LabelOptions,
): Tensor<[], FloatingOf<X>> {
  return measured("perplexity", () => perplexityMeasure("perplexity", options), logits, labels);
}

/**
 * {@link perplexity} over the batches of a loop, float64: of all labels together, which is not the mean of the batches' perplexities.
 *
 * ```ts
 * import { Perplexity } from "@chainrule/metrics";
 *
 * const perplexity = new Perplexity();
 * perplexity.update([[0, 0, 0, 0]], [3]);
 * perplexity.update([[9, 9, 9, 9]], [0]);
 * perplexity.compute(); // => ≈ 4
 * ```
 */
export class Perplexity extends Metric<Tensor<[], "float64">> {
  constructor(options?: LabelOptions) {
    super("Perplexity", perplexityMeasure("Perplexity", options) as Measure<Tensor<[], "float64">>);
  }

  /** Adds a batch. Throws, and adds nothing, where labels do not fit. */
  override update<const X extends Operand, const L extends Operand>(
    logits: X,
    labels: L & shapes.Check<CheckRows<"Perplexity", X, L>>,
  ): void {
    super.update(logits, labels);
  }
}
