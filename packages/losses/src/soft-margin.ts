import type { Operand, shapes, Tensor } from "@chainrule/tensor";
import { logSigmoid } from "@chainrule/tensor/functional";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/**
 * `log(1 + exp(−t·x))` for targets of 1 and −1: a smooth hinge, stable for predictions of any size.
 *
 * Predictions and targets have one shape, or the target is one number. The gradient of the sum is `−t·σ(−t·x)`.
 *
 * Source: as `torch.nn.functional.soft_margin_loss`.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { softMargin } from "@chainrule/losses";
 *
 * softMargin([0, 2, -1e4], [1, 1, 1], { reduction: "none" }); // => ≈ [0.6931, 0.1269, 10000]
 * ```
 */
export function softMargin<
  const X extends Operand,
  const T extends Operand,
  const P extends LossOptions = object,
>(
  predictions: X,
  targets: T & shapes.Check<PairLosses<"softMargin", X, T>>,
  options?: P & shapes.KnownOptions<P, LossOptions>,
): Tensor<ReducedBy<PairLosses<"softMargin", X, T>, P>, LossDType<X, T>> {
  const name = "softMargin";
  const known = { reduction: 0 };
  return loss(name, options, known, (given: LossOptions) => {
    const [x, t] = alike(name, predictions, targets);
    return reduce(logSigmoid(t.mul(x)).neg(), given.reduction);
  });
}
