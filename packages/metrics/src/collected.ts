import { printShape, sameShape, shapeError } from "@chainrule/graph";
import {
  asTensor,
  checkUntraced,
  concatenate,
  type Operand,
  operation,
  State,
  type Tensor,
} from "@chainrule/tensor";

/** What batches gave, one after the other. */
interface Part {
  readonly batches: number;
  readonly predictions: Tensor;
  readonly targets: Tensor;
}

/**
 * A function of everything that the batches of a loop gave, such as `auroc`, which no sums give: the predictions and targets of all batches are kept, and it is called with all of them.
 *
 * Predictions, the losses and metrics of the same batch, and whatever else the program reads are computed together. What is kept are values, without images or whatever they were computed from. Not for a step that `compile` traces, which may return predictions instead.
 *
 * ```ts
 * import { auroc, averagePrecision, Collected } from "@chainrule/metrics";
 *
 * const ranking = new Collected((scores, labels) => ({
 *   area: auroc(scores, labels),
 *   precision: averagePrecision(scores, labels),
 * }));
 * ranking.update([0.1, 0.4], [0, 0]);
 * ranking.update([0.35, 0.8], [1, 1]);
 * ranking.compute(); // => ≈ { area: 0.75, precision: 0.8333 }
 *
 * const area = new Collected(auroc);
 * area.update([0.2, 0.9, 0.4], [0, 1, 1]);
 * area.compute(); // => 1
 * ```
 */
export class Collected<R> {
  readonly #compute: (predictions: Tensor, targets: Tensor) => R;
  /** Each of fewer batches than those before it: there are only a few, and what is in them was copied only a few times. */
  #parts: Part[] = [];

  /** `compute` gets the predictions and the targets of all batches, along their first axes. */
  constructor(compute: (predictions: Tensor, targets: Tensor) => R) {
    this.#compute = compute;
  }

  /**
   * Keeps a batch. Throws where there are not as many targets as predictions, or they have other lengths than before, except along the first axis.
   *
   * ```ts
   * import { auroc, Collected } from "@chainrule/metrics";
   *
   * new Collected(auroc).update([0.1, 0.4], [0]); // throws Collected: predictions and targets must have as many rows; got [2] and [1].
   * ```
   */
  update(predictions: Operand, targets: Operand): void {
    operation("Collected", () => {
      const [x, t] = [asTensor(predictions), asTensor(targets, "int32")];
      if (x.ndim === 0 || x.shape[0] !== t.shape[0]) {
        throw shapeError(
          "Collected",
          `predictions and targets must have as many rows; got ${printShape(x.shape)} and ${printShape(t.shape)}.`,
        );
      }
      const [before] = this.#parts;
      if (before !== undefined) {
        checkRows(before.predictions, x);
        checkRows(before.targets, t);
      }
      this.#settle();
      this.#parts.push({ batches: 1, predictions: valueOf(x), targets: valueOf(t) });
    });
  }

  /**
   * The function of all batches since the beginning, or the last `reset`. Throws where there was no update yet.
   *
   * ```ts
   * import { Collected, rocCurve } from "@chainrule/metrics";
   *
   * const curve = new Collected(rocCurve);
   * for (const score of [0.1, 0.4, 0.35]) curve.update([score], [score > 0.3]);
   * curve.compute().truePositiveRate; // => [0, 0.5, 1, 1]
   * ```
   */
  compute(): R {
    if (this.#parts.length === 0) throw new Error("Collected: compute needs an update before.");
    const { predictions, targets } = joined(this.#parts);
    return this.#compute(predictions, targets);
  }

  /**
   * Forgets all batches.
   *
   * ```ts
   * import { auroc, Collected } from "@chainrule/metrics";
   *
   * const area = new Collected(auroc);
   * area.update([0.2, 0.9], [1, 0]);
   * area.reset();
   * area.update([0.2, 0.9], [0, 1]);
   * area.compute(); // => 1
   * ```
   */
  reset(): void {
    this.#parts = [];
  }

  /** Computes the last batch, if nothing did so far, and puts parts of as many batches together. */
  #settle(): void {
    let last = this.#parts.pop();
    if (last === undefined) return;
    while (this.#parts.at(-1)?.batches === last.batches) last = joined([this.#parts.pop()!, last]);
    this.#parts.push({
      ...last,
      predictions: computed(last.predictions),
      targets: computed(last.targets),
    });
  }
}

/** Throws unless the rows of `x` are of the shape of those `before`. */
function checkRows(before: Tensor, x: Tensor): void {
  if (sameShape(before.shape.slice(1), x.shape.slice(1))) return;
  throw shapeError(
    "Collected",
    `batches must keep their lengths after the first; got ${printShape(x.shape)} after ${printShape(before.shape)}.`,
  );
}

/** Parts as one. */
function joined(parts: readonly Part[]): Part {
  return {
    batches: parts.reduce((sum, { batches }) => sum + batches, 0),
    predictions: concatenate(parts.map(({ predictions }) => predictions)),
    targets: concatenate(parts.map(({ targets }) => targets)),
  };
}

/** The value of `x`, which the next run computes, without what it is computed from. */
function valueOf(x: Tensor): Tensor {
  checkUntraced(x.node, true);
  return x.node.given === null ? x.detach().keep() : x;
}

/** `x`, computed. */
function computed(x: Tensor): Tensor {
  return x.node.value === null ? new State(x) : x;
}
