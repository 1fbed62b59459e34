import { checkNames, checkOneOf } from "@chainrule/graph";
import { type Operand, operation, type shapes, type Tensor } from "@chainrule/tensor";
import { confusionOf, knownCounts, ratioOrZero } from "./confusion.ts";
import type { LabelOptions } from "./labels.ts";
import type { CheckLabels, ClassesOf } from "./shapes.ts";

/** What the counts of a confusion matrix are divided by: those of their row, of their column, or all. */
export type Normalization = "labels" | "predictions" | "all";

/** What predictions that are classes need. */
export interface ClassesOptions extends LabelOptions {
  /** How many classes there are; the number of columns of scores, or 2 of bool. */
  readonly classes?: number;
}

/** What `confusionMatrix` takes besides predictions and labels. */
export interface ConfusionMatrixOptions extends ClassesOptions {
  /** What the counts are divided by; nothing. */
  readonly normalize?: Normalization;
}

/** The counts divided as `normalize` says. */
export function normalized(
  matrix: Tensor,
  seen: Tensor,
  normalize: Normalization | undefined,
): Tensor {
  if (normalize === undefined) return matrix;
  const counts = knownCounts(matrix, seen);
  if (normalize === "all") return counts.div(seen);
  return ratioOrZero(counts, counts.sum(normalize === "labels" ? 1 : 0, { keepDims: true }));
}

/** Throws where `normalize` is none. */
export function checkNormalization(name: string, normalize: Normalization | undefined): void {
  checkOneOf(name, "normalize", normalize, ["labels", "predictions", "all"]);
}

/** The dtype of a confusion matrix. */
type CountDType<P> = P extends { readonly normalize: Normalization } ? "float32" : "int32";

/**
 * How often each label was predicted as each class: `Mᵢⱼ = #{n : yₙ = i, prediction j}`, `[C, C]`. A row for each label, a column for each predicted class: what is right is on the diagonal.
 *
 * Predictions are scores or logits `[N, C]`, of which each row's largest counts, or classes `[N]` with the number of `classes`. Labels are classes `[N]`; those that are `ignoreIndex` do not count. Counts are int32; with `normalize` they are
 * float32 and sum to 1 along each row (`"labels"`), each column (`"predictions"`) or over `"all"`, where a row or column without any is 0. A label that is no class throws where it is given; where it is
 * computed it is in no row, and what is normalised is NaN.
 *
 * As scikit-learn's `confusion_matrix`, whose `normalize` is called `"true"`, `"pred"` and `"all"`.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the predictions; a `TypeError` if the number of classes is not known.
 *
 * ```ts
 * import { confusionMatrix } from "@chainrule/metrics";
 *
 * const labels = [0, 0, 1, 2, 2, 2];
 * const predictions = [0, 1, 1, 2, 2, 0];
 * confusionMatrix(predictions, labels, { classes: 3 }); // => [[1, 1, 0], [0, 1, 0], [1, 0, 2]]
 * confusionMatrix(predictions, labels, { classes: 3, normalize: "labels" });
 * // => ≈ [[0.5, 0.5, 0], [0, 1, 0], [0.3333, 0, 0.6667]]
 * ```
 */
export function confusionMatrix<
  const X extends Operand,
  const L extends Operand,
  const P extends ConfusionMatrixOptions = object,
>(
  predictions: X,
  labels: L & shapes.Check<CheckLabels<"confusionMatrix", X, L>>,
  options?: P & shapes.KnownOptions<P, ConfusionMatrixOptions>,
): Tensor<[ClassesOf<X, P>, ClassesOf<X, P>], CountDType<P>> {
  const name = "confusionMatrix";
  checkNames<ConfusionMatrixOptions>(name, options, {
    classes: 0,
    normalize: 0,
    ignoreIndex: 0,
  });
  const { classes, normalize, ignoreIndex }: ConfusionMatrixOptions = options ?? {};
  checkNormalization(name, normalize);
  return operation(name, () => {
    const [matrix, seen] = confusionOf(name, predictions, labels, classes, ignoreIndex);
    return normalized(matrix, seen, normalize);
  }) as Tensor<[ClassesOf<X, P>, ClassesOf<X, P>], CountDType<P>>;
}
