import { asTensor, type Operand, type Shape, type Tensor } from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce, type Reduced, type Reduction } from "./reduction.ts";

/** What hinge losses take. */
export interface HingeOptions<R extends Reduction = Reduction> extends LossOptions<R> {
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
export function hinge<R extends Reduction = "mean">(
  predictions: Operand,
  targets: Operand,
  options: HingeOptions<R> = {},
): Tensor<Reduced<Shape, R>> {
  const name = "hinge";
  return loss(name, options.reduction, () => {
    const [x, t] = alike(name, predictions, targets);
    const margin = asTensor(options.margin ?? 1, x.dtype);
    return reduce(margin.sub(t.mul(x)).relu(), options.reduction);
  }) as Tensor<Reduced<Shape, R>>;
}
