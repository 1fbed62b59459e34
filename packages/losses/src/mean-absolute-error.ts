import type { Operand, shapes, Tensor } from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/**
 * `|x − t|`, reduced. Predictions and targets have one shape (nothing broadcasts), or the target is one number.
 *
 * The gradient of the sum is the sign of `x − t`, 0 where they are equal.
 *
 * As `torch.nn.functional.l1_loss`, which broadcasts.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { meanAbsoluteError } from "@chainrule/losses";
 *
 * meanAbsoluteError([1, 2, 3], [1, 0, 0]); // => ≈ 1.6667
 * ```
 */
export function meanAbsoluteError<
  const X extends Operand,
  const T extends Operand,
  const P extends LossOptions = object,
>(
  predictions: X,
  targets: T & shapes.Check<PairLosses<"meanAbsoluteError", X, T>>,
  options?: P & shapes.KnownOptions<P, LossOptions>,
): Tensor<ReducedBy<PairLosses<"meanAbsoluteError", X, T>, P>, LossDType<X, T>> {
  const name = "meanAbsoluteError";
  const known = { reduction: 0 };
  return loss(name, options, known, (given: LossOptions) => {
    const [x, t] = alike(name, predictions, targets);
    return reduce(x.sub(t).abs(), given.reduction);
  });
}
