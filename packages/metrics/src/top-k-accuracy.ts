import { checkNames, printShape } from "@chainrule/graph";
import { type Operand, type shapes, type Tensor } from "@chainrule/tensor";
import { counted, type LabelOptions, labelsFor, nanWhereNoClass } from "./labels.ts";
import { Metric } from "./metric.ts";
import { type Measure, measured, ratio } from "./measure.ts";
import { rowsOf } from "./predictions.ts";
import type { CheckRows } from "./shapes.ts";

/** How many labels are among the `k` largest scores, and how many there are. */
function topKAccuracyMeasure(
  name: string,
  k: number,
  options: LabelOptions | undefined,
): Measure<Tensor> {
  checkNames<LabelOptions>(name, options, { ignoreIndex: 0 });
  const ignored = options?.ignoreIndex;
  return {
    count: (predictions, given) => {
      const x = rowsOf(name, predictions);
      const classes = x.shape[1]!;
      if (!Number.isInteger(k) || k < 1 || k > classes) {
        throw new RangeError(
          `${name}: k must be an integer from 1 to the ${classes} classes; got ${k} of ${printShape(x.shape)}.`,
        );
      }
      const labels = labelsFor(name, given, x, classes, ignored);
      const among = x.topK(k, 1).indices.equal(labels.unsqueeze(1)).any(1).cast("float32");
      const known = nanWhereNoClass(among, labels, classes);
      const [kept, seen] = counted(known, labels, ignored);
      return [kept.sum(), seen];
    },
    result: ratio,
  };
}

/**
 * How often the label is among the `k` largest scores: `Σᵢ [yᵢ ∈ topₖ xᵢ] / N`, float32.
 *
 * Scores or logits are `[N, C]`, labels classes `[N]`. Of equal scores the first ones count as larger, and NaN as the largest, as for `topK`; with `k` = 1 it is `accuracy`. Labels that are `ignoreIndex` do not count. NaN of
 * no examples.
 *
 * As scikit-learn's `top_k_accuracy_score`, but for the order of equal scores.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the scores, or there are fewer classes than `k`.
 *
 * ```ts
 * import { topKAccuracy } from "@chainrule/metrics";
 *
 * const scores = [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.6, 0.1, 0.3]];
 * topKAccuracy(scores, [1, 2, 1], 2); // => ≈ 0.6667
 * ```
 */
export function topKAccuracy<const X extends Operand, const L extends Operand>(
  scores: X,
  labels: L & shapes.Check<CheckRows<"topKAccuracy", X, L>>,
  k: number,
  options?: LabelOptions,
): Tensor<[], "float32"> {
  const name = "topKAccuracy";
  return measured(name, () => topKAccuracyMeasure(name, k, options), scores, labels);
}

/**
 * {@link topKAccuracy} over the batches of a loop, float64.
 *
 * ```ts
 * import { TopKAccuracy } from "@chainrule/metrics";
 *
 * const accuracy = new TopKAccuracy(2);
 * for (const label of [0, 1, 2, 2]) accuracy.update([[0.5, 0.1, 0.4]], [label]);
 * accuracy.compute(); // => 0.75
 * ```
 */
export class TopKAccuracy extends Metric<Tensor<[], "float64">> {
  constructor(k: number, options?: LabelOptions) {
    const name = "TopKAccuracy";
    super(name, topKAccuracyMeasure(name, k, options) as Measure<Tensor<[], "float64">>);
  }

  /** Adds a batch. Throws, and adds nothing, where labels do not fit. */
  override update<const X extends Operand, const L extends Operand>(
    scores: X,
    labels: L & shapes.Check<CheckRows<"TopKAccuracy", X, L>>,
  ): void {
    super.update(scores, labels);
  }
}
