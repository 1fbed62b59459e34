import { checkNames } from "@chainrule/graph";
import { type Operand, operation, type shapes, type Tensor } from "@chainrule/tensor";
import { averaged, type AverageOptions, checkAverage, type Fraction } from "./averages.ts";
import { checkClasses, confusionOf, outcomesOf } from "./confusion.ts";
import { checkNormalization, normalized, type Normalization } from "./confusion-matrix.ts";
import { fBetaOf, type FBetaScoreOptions } from "./f-beta-score.ts";
import type { LabelOptions } from "./labels.ts";
import { Metric } from "./metric.ts";
import { precisionOf } from "./precision.ts";
import { recallOf } from "./recall.ts";
import type { AveragedShape, CheckLabels } from "./shapes.ts";

/** What the F score of a confusion matrix takes. */
type FBetaOptions = Omit<FBetaScoreOptions, "classes" | "ignoreIndex">;

/**
 * {@link confusionMatrix} over the batches of a loop: the counts, `[C, C]` of int32, and what follows from them, float64.
 *
 * ```ts
 * import { ConfusionMatrix } from "@chainrule/metrics";
 *
 * const confusion = new ConfusionMatrix(3);
 * confusion.update([0, 1, 1], [0, 0, 1]);
 * confusion.update([2, 2, 0], [2, 2, 2]);
 * confusion.compute(); // => [[1, 1, 0], [0, 1, 0], [1, 0, 2]]
 * confusion.accuracy(); // => ≈ 0.6667
 * confusion.recall({ average: "none" }); // => ≈ [0.5, 1, 0.6667]
 * ```
 */
export class ConfusionMatrix<const C extends number> extends Metric<Tensor<[C, C], "int32">> {
  /** `classes` is how many there are; examples with the label `ignoreIndex` do not count. */
  constructor(classes: C, options?: LabelOptions) {
    const name = "ConfusionMatrix";
    checkNames<LabelOptions>(name, options, { ignoreIndex: 0 });
    super(name, {
      count: (predictions, labels) =>
        confusionOf(name, predictions, labels, classes, options?.ignoreIndex),
      result: (matrix) => matrix as Tensor<[C, C], "int32">,
    });
    checkClasses(name, classes);
  }

  /** Adds a batch. Throws, and adds nothing, where labels do not fit. */
  override update<const X extends Operand, const L extends Operand>(
    predictions: X,
    labels: L & shapes.Check<CheckLabels<"ConfusionMatrix", X, L>>,
  ): void {
    super.update(predictions, labels);
  }

  /**
   * The counts divided by those of their row (`"labels"`), of their column (`"predictions"`), or by `"all"`. Throws where there was no update yet.
   *
   * ```ts
   * import { ConfusionMatrix } from "@chainrule/metrics";
   *
   * const confusion = new ConfusionMatrix(2);
   * confusion.update([0, 1, 1, 1], [0, 0, 1, 1]);
   * confusion.normalized("labels"); // => [[0.5, 0.5], [0, 1]]
   * ```
   */
  normalized(by: Normalization): Tensor<[C, C], "float64"> {
    checkNormalization(this.name, by);
    return operation(this.name, () => {
      const [matrix, seen] = this.#counts();
      return normalized(matrix, seen, by) as Tensor<[C, C], "float64">;
    });
  }

  /**
   * {@link accuracy} of all batches. Throws where there was no update yet.
   *
   * ```ts
   * import { ConfusionMatrix } from "@chainrule/metrics";
   *
   * const confusion = new ConfusionMatrix(2);
   * confusion.update([0, 1, 1, 1], [0, 0, 1, 1]);
   * confusion.accuracy(); // => 0.75
   * ```
   */
  accuracy(): Tensor<[], "float64"> {
    // As often as a class is right among all that was predicted.
    return this.#score(precisionOf, { average: "micro" });
  }

  /**
   * {@link precision} of all batches. Throws where there was no update yet.
   *
   * ```ts
   * import { ConfusionMatrix } from "@chainrule/metrics";
   *
   * const confusion = new ConfusionMatrix(2);
   * confusion.update([0, 1, 1, 1], [0, 0, 1, 1]);
   * confusion.precision({ average: "none" }); // => ≈ [1, 0.6667]
   * ```
   */
  precision<const P extends AverageOptions = object>(
    options?: P & shapes.KnownOptions<P, AverageOptions>,
  ): Tensor<AveragedShape<C, P>, "float64"> {
    return this.#score(precisionOf, options);
  }

  /**
   * {@link recall} of all batches. Throws where there was no update yet.
   *
   * ```ts
   * import { ConfusionMatrix } from "@chainrule/metrics";
   *
   * const confusion = new ConfusionMatrix(2);
   * confusion.update([0, 1, 1, 1], [0, 0, 1, 1]);
   * confusion.recall(); // => 0.75
   * ```
   */
  recall<const P extends AverageOptions = object>(
    options?: P & shapes.KnownOptions<P, AverageOptions>,
  ): Tensor<AveragedShape<C, P>, "float64"> {
    return this.#score(recallOf, options);
  }

  /**
   * {@link fBetaScore} of all batches. Throws where there was no update yet.
   *
   * ```ts
   * import { ConfusionMatrix } from "@chainrule/metrics";
   *
   * const confusion = new ConfusionMatrix(2);
   * confusion.update([0, 1, 1, 1], [0, 0, 1, 1]);
   * confusion.fBetaScore({ average: "none" }); // => ≈ [0.6667, 0.8]
   * ```
   */
  fBetaScore<const P extends FBetaOptions = object>(
    options?: P & shapes.KnownOptions<P, FBetaOptions>,
  ): Tensor<AveragedShape<C, P>, "float64"> {
    checkNames<FBetaOptions>(this.name, options, { average: 0, beta: 0 });
    const { beta = 1, ...rest }: FBetaOptions = options ?? {};
    return this.#score(fBetaOf(this.name, beta), rest);
  }

  #counts(): readonly [matrix: Tensor, seen: Tensor] {
    return this.sums() as readonly [Tensor, Tensor];
  }

  #score<S extends Tensor>(fraction: Fraction, options: AverageOptions | undefined): S {
    checkNames<AverageOptions>(this.name, options, { average: 0 });
    const average = options?.average ?? "macro";
    checkAverage(this.name, average);
    return operation(this.name, () =>
      averaged(outcomesOf(...this.#counts()), fraction, average),
    ) as S;
  }
}
