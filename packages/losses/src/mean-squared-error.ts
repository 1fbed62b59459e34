import type { Operand, Shape, Tensor } from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce, type Reduced, type Reduction } from "./reduction.ts";

/**
 * `(x − t)²`, reduced. Predictions and targets have one shape (nothing broadcasts), or the target is one number.
 *
 * The gradient of the sum is `2·(x − t)`.
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
export function meanSquaredError<R extends Reduction = "mean">(
  predictions: Operand,
  targets: Operand,
  options: LossOptions<R> = {},
): Tensor<Reduced<Shape, R>> {
  const name = "meanSquaredError";
  return loss(name, options.reduction, () => {
    const [x, t] = alike(name, predictions, targets);
    return reduce(x.sub(t).square(), options.reduction);
  }) as Tensor<Reduced<Shape, R>>;
}
