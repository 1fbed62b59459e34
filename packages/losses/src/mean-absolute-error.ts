import type { Operand, Shape, Tensor } from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce, type Reduced, type Reduction } from "./reduction.ts";

/**
 * `|x − t|`, reduced. Predictions and targets have one shape (nothing broadcasts), or the target is one number.
 *
 * The gradient of the sum is the sign of `x − t`, 0 where they are equal.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { meanAbsoluteError } from "@chainrule/losses";
 *
 * meanAbsoluteError([1, 2, 3], [1, 0, 0]); // => ≈ 1.6667
 * ```
 */
export function meanAbsoluteError<R extends Reduction = "mean">(
  predictions: Operand,
  targets: Operand,
  options: LossOptions<R> = {},
): Tensor<Reduced<Shape, R>> {
  const name = "meanAbsoluteError";
  return loss(name, options.reduction, () => {
    const [x, t] = alike(name, predictions, targets);
    return reduce(x.sub(t).abs(), options.reduction);
  }) as Tensor<Reduced<Shape, R>>;
}
