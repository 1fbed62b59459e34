import { checkFraction } from "@chainrule/graph";
import type { Operand, shapes, Tensor } from "@chainrule/tensor";
import { classAxis } from "./labels.ts";
import { likelihoodLoss, type LikelihoodOptions } from "./likelihood.ts";
import { floating } from "./operands.ts";
import { loss } from "./reduction.ts";
import type { ClassLosses, LossDType, ReducedBy } from "./shapes.ts";

/** What `softmaxCrossEntropy` takes besides logits and labels. */
export interface SoftmaxCrossEntropyOptions extends LikelihoodOptions {
  /** How much of each label is spread evenly over all classes, from 0 to 1; 0. */
  readonly labelSmoothing?: number;
}

/**
 * How far the softmax of logits is from the labels: `−log softmax(x)_y`, stable for logits of any size.
 *
 * Logits are `[N, C]` (or `[C]`, or `[N, C, …]`). Labels are indices of classes, `[N]` of int32, uint8 or an array; or one-hot or soft weights
 * of the logits' shape, `−Σ_c t_c·log softmax(x)_c`. The gradient of the sum is `softmax(x) − onehot(y)`.
 *
 * The mean is over the labels, weighted by `classWeights` where they are indices, without ignored ones (NaN if all are ignored), as
 * PyTorch's. A label that is no class throws where it is given, and makes the loss NaN where it is computed or a state's.
 *
 * Source: as `torch.nn.functional.cross_entropy`; label smoothing: Szegedy et al. 2016.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit the logits.
 *
 * ```ts
 * import { softmaxCrossEntropy } from "@chainrule/losses";
 *
 * softmaxCrossEntropy([[3.83, 2.89], [1.95, 0.95]], [1, 0]); // => ≈ 0.7915
 * softmaxCrossEntropy([[0, 1e4]], [[0.5, 0.5]], { reduction: "none" }); // => [5000]
 * softmaxCrossEntropy([[0, 0]], [2]); // throws softmaxCrossEntropy: labels must be from 0 to 1; got 2.
 * ```
 */
export function softmaxCrossEntropy<
  const X extends Operand,
  const T extends Operand,
  const P extends SoftmaxCrossEntropyOptions = object,
>(
  logits: X,
  labels: T & shapes.Check<ClassLosses<"softmaxCrossEntropy", X, T, P>>,
  options?: P & shapes.KnownOptions<P, SoftmaxCrossEntropyOptions>,
): Tensor<ReducedBy<ClassLosses<"softmaxCrossEntropy", X, T, P>, P>, LossDType<X>> {
  const name = "softmaxCrossEntropy";
  const known = {
    axis: 0,
    classWeights: 0,
    ignoreIndex: 0,
    labelSmoothing: 0,
    reduction: 0,
  };
  return loss(name, options, known, (given: SoftmaxCrossEntropyOptions) => {
    checkFraction(name, "labelSmoothing", given.labelSmoothing ?? 0);
    const x = floating(logits);
    const axis = classAxis(name, x, given.axis);
    return likelihoodLoss(name, x.logSoftmax(axis), labels, axis, given);
  });
}
