import type { Operand, shapes, Tensor } from "@chainrule/tensor";
import { classAxis } from "./labels.ts";
import { likelihoodLoss, type LikelihoodOptions } from "./likelihood.ts";
import { floating } from "./operands.ts";
import { loss } from "./reduction.ts";
import type { ClassLosses, LossDType, ReducedBy } from "./shapes.ts";

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
export function negativeLogLikelihood<
  const X extends Operand,
  const T extends Operand,
  const P extends LikelihoodOptions = object,
>(
  logProbabilities: X,
  labels: T & shapes.Check<ClassLosses<"negativeLogLikelihood", X, T, P>>,
  options?: P & shapes.KnownOptions<P, LikelihoodOptions>,
): Tensor<ReducedBy<ClassLosses<"negativeLogLikelihood", X, T, P>, P>, LossDType<X>> {
  const name = "negativeLogLikelihood";
  const known = { axis: 0, classWeights: 0, ignoreIndex: 0, reduction: 0 };
  return loss(name, options, known, (given: LikelihoodOptions) => {
    const x = floating(logProbabilities);
    const axis = classAxis(name, x, given.axis);
    return likelihoodLoss(name, x, labels, axis, given);
  });
}
