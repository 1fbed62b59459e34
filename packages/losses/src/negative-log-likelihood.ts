import type { Operand, Shape, Tensor } from "@chainrule/tensor";
import { classAxis, labelsFor } from "./labels.ts";
import { likelihoodLoss, type LikelihoodOptions } from "./likelihood.ts";
import { floating } from "./operands.ts";
import { loss, type Reduced, type Reduction } from "./reduction.ts";

/**
 * `−log p_y` of log-probabilities, such as `logSoftmax` gives.
 *
 * Shapes, labels and options as `softmaxCrossEntropy`, which is this of `logits.logSoftmax()`. The gradient of the sum is −1 at each label.
 *
 * Source: as `torch.nn.functional.nll_loss`.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit.
 *
 * ```ts
 * import { negativeLogLikelihood } from "@chainrule/losses";
 *
 * negativeLogLikelihood([[-0.5, -2], [-1, -3]], [0, 1]); // => 1.75
 * ```
 */
export function negativeLogLikelihood<R extends Reduction = "mean">(
  logProbabilities: Operand,
  labels: Operand,
  options: LikelihoodOptions<R> = {},
): Tensor<Reduced<Shape, R>> {
  const name = "negativeLogLikelihood";
  return loss(name, options.reduction, () => {
    const x = floating(logProbabilities);
    const axis = classAxis(name, x, options.axis);
    const given = labelsFor(name, labels, x, axis, options.ignoreIndex);
    return likelihoodLoss(name, x, given, axis, options);
  }) as Tensor<Reduced<Shape, R>>;
}
