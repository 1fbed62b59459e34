import { allocate, isFloating, printShape, sameShape, shapeError } from "@chainrule/graph";
import {
  fromData,
  type Operand,
  operation,
  Parameter,
  type Tensor,
  unreadScalars,
} from "@chainrule/tensor";
import type { Measure } from "./measure.ts";

/**
 * What is measured over the batches of a loop: sums that grow with each batch, and what they give. `Accuracy`, `ConfusionMatrix` and the others are metrics; this is how to make one of your own.
 *
 * An update only builds a graph. It runs along with whatever the program reads next, or else with the next update, so a loop of any length takes no more memory than a batch. Sums of floating numbers are
 * float64, others int32.
 *
 * As torchmetrics' `Metric`.
 *
 * ```ts
 * import { Metric } from "@chainrule/metrics";
 * import { asTensor, tensor } from "@chainrule/tensor";
 *
 * const bias = new Metric("bias", {
 *   count: (x, t) => [asTensor(x).sub(t).sum(), tensor(asTensor(x).size)],
 *   result: (sum, seen) => sum.div(seen),
 * });
 * bias.update([1, 2, 5], [1, 1, 1]);
 * bias.update([0], [2]);
 * bias.compute(); // => 0.75
 * ```
 */
export class Metric<R> {
  /** What errors call it. */
  readonly name: string;
  readonly #measure: Measure<R>;
  /** Parameters and no states: a sum that still waits when it is used again is run first, so that what it was added up from does not pile up. */
  #sums: readonly Parameter[] = [];

  /** `count` says what a batch adds to the sums, and `result` what they give. */
  constructor(name: string, measure: Measure<R>) {
    this.name = name;
    this.#measure = measure;
  }

  /**
   * Adds a batch. Throws, and adds nothing, where targets do not fit predictions, or sums have another shape than before.
   *
   * ```ts
   * import { Accuracy } from "@chainrule/metrics";
   *
   * const accuracy = new Accuracy();
   * accuracy.update([[0.9, 0.1], [0.2, 0.8]], [0, 1]);
   * accuracy.update([[0.7, 0.3], [0.6, 0.4]], [0, 1]);
   * accuracy.compute(); // => 0.75
   * ```
   */
  update(predictions: Operand, targets: Operand): void {
    operation(this.name, () =>
      unreadScalars(() => {
        const counts = this.#measure.count(predictions, targets).map(wide);
        if (this.#sums.length === 0) this.#sums = counts.map((count) => new Parameter(none(count)));
        const next = this.#sums.map((sum, i) => this.#added(sum, counts[i]!));
        this.#sums.forEach((sum, i) => sum.assign(next[i]!));
      }),
    );
  }

  /**
   * What the batches since the beginning, or the last `reset`, give: tensors that are computed when they are read, and keep their values when further batches are added.
   *
   * Throws where there was no update yet.
   *
   * ```ts
   * import { R2Score } from "@chainrule/metrics";
   *
   * const score = new R2Score();
   * score.compute(); // throws R2Score: compute needs an update before.
   * ```
   */
  compute(): R {
    return operation(this.name, () => this.#measure.result(...this.sums()));
  }

  /**
   * Forgets all batches: sums are 0 again.
   *
   * ```ts
   * import { Accuracy } from "@chainrule/metrics";
   *
   * const accuracy = new Accuracy();
   * accuracy.update([0, 1], [1, 0]);
   * accuracy.reset();
   * accuracy.update([0, 1], [0, 1]);
   * accuracy.compute(); // => 1
   * ```
   */
  reset(): void {
    for (const sum of this.#sums) sum.assign(none(sum));
  }

  #added(sum: Tensor, count: Tensor): Tensor {
    if (sameShape(sum.shape, count.shape)) return sum.add(count);
    throw shapeError(
      this.name,
      `what batches add must keep its shape ${printShape(sum.shape)}; got ${printShape(count.shape)}.`,
    );
  }

  /** The sums so far, which keep their values when they grow. Throws where there was no update yet. */
  protected sums(): readonly Tensor[] {
    if (this.#sums.length === 0) {
      throw new Error(`${this.name}: compute needs an update before.`);
    }
    return this.#sums.map((sum) => sum.detach().keep());
  }
}

/** Counts in the dtype in which they are summed. */
function wide(count: Tensor): Tensor {
  return count.cast(isFloating(count.dtype) ? "float64" : "int32");
}

/** 0, as often as there are elements in `x`: given, for a compiled step may make its sums of it. */
function none({ shape, dtype, size }: Tensor): Tensor {
  return fromData(allocate(dtype, size), shape, dtype);
}
