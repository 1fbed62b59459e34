import { asTensor, type Operand, type shapes, type Tensor } from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/** What hinge losses take. */
export interface HingeOptions extends LossOptions {
  /** How far on the right side a prediction must be to cost nothing; 1. */
  readonly margin?: number;
}

/**
 * `max(0, margin − t·x)` for targets of 1 and −1: a support vector machine's.
 *
 * Predictions and targets have one shape. The gradient of the sum is `−t` where the loss is above 0, else 0.
 *
 * Source: Cortes and Vapnik 1995.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { hinge } from "@chainrule/losses";
 *
 * hinge([2, 0.25, 0.25], [1, 1, -1], { reduction: "none" }); // => [0, 0.75, 1.25]
 * ```
 */
export function hinge<
  const X extends Operand,
  const T extends Operand,
  const P extends HingeOptions = object,
>(
  predictions: X,
  targets: T & shapes.Check<PairLosses<"hinge", X, T>>,
  options?: P & shapes.KnownOptions<P, HingeOptions>,
): Tensor<ReducedBy<PairLosses<"hinge", X, T>, P>, LossDType<X, T>> {
  const name = "hinge";
  const known = { margin: 0, reduction: 0 };
  return loss(name, options, known, (given: HingeOptions) => {
    const [x, t] = alike(name, predictions, targets);
    const margin = asTensor(given.margin ?? 1, x.dtype);
    return reduce(margin.sub(t.mul(x)).relu(), given.reduction);
  });
}
