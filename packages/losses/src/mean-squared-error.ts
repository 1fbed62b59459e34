import type { Operand, shapes, Tensor } from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/**
 * `(x − t)²`, reduced. Predictions and targets have one shape (nothing broadcasts), or the target is one number.
 *
 * The gradient of the sum is `2·(x − t)`.
 *
 * As `torch.nn.functional.mse_loss`, which broadcasts.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { meanSquaredError } from "@chainrule/losses";
 *
 * meanSquaredError([1, 2, 3], [1, 0, 0]); // => ≈ 4.3333
 * meanSquaredError([1, 2, 3], 2, { reduction: "none" }); // => [1, 0, 1]
 * ```
 */
export function meanSquaredError<
  const X extends Operand,
  const T extends Operand,
  const P extends LossOptions = object,
>(
  predictions: X,
  targets: T & shapes.Check<PairLosses<"meanSquaredError", X, T>>,
  options?: P & shapes.KnownOptions<P, LossOptions>,
): Tensor<ReducedBy<PairLosses<"meanSquaredError", X, T>, P>, LossDType<X, T>> {
  const name = "meanSquaredError";
  const known = { reduction: 0 };
  return loss(name, options, known, (given: LossOptions) => {
    const [x, t] = alike(name, predictions, targets);
    return reduce(x.sub(t).square(), given.reduction);
  });
}
