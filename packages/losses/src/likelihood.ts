import { printShape, shapeError } from "@chainrule/graph";
import { asTensor, constant, type Operand, type Tensor, where } from "@chainrule/tensor";
import { alongAxis, isLabel, type Labels, labelsFor, nanWhereNoClass } from "./labels.ts";
import { reduce, type LossOptions } from "./reduction.ts";

/** What the losses of class probabilities take. */
export interface LikelihoodOptions extends LossOptions {
  /** The axis of the classes: 1, or 0 of predictions with one axis. */
  readonly axis?: number;
  /** How much each class counts, `[C]`. The mean is then weighted by the label's class. */
  readonly classWeights?: Operand;
  /** A label that counts for nothing, in range or not. Only with labels that are indices. */
  readonly ignoreIndex?: number;
}

/** Cross entropy of log-probabilities, whose classes are along `axis`, with smoothed labels, reduced. */
export function likelihoodLoss(
  name: string,
  logProbabilities: Tensor,
  given: Operand,
  axis: number,
  options: LikelihoodOptions & { readonly labelSmoothing?: number },
): Tensor {
  const labels = labelsFor(name, given, logProbabilities, axis, options.ignoreIndex);
  const classWeights = weightsFor(name, options.classWeights, logProbabilities, axis);
  if (labels.kind === "indices") {
    return ofIndices(logProbabilities, labels, axis, classWeights, options);
  }
  if (options.ignoreIndex !== undefined) {
    throw new TypeError(
      `${name}: ignoreIndex needs labels that are indices; got a weight for each class.`,
    );
  }
  return ofWeights(logProbabilities, labels.weights, axis, classWeights, options);
}

/** One weight for each class, where it meets the predictions; `null` where there are none. */
export function weightsFor(
  name: string,
  given: Operand | undefined,
  predictions: Tensor,
  axis: number,
): Tensor | null {
  if (given === undefined) return null;
  const weights = asTensor(given, predictions.dtype).cast(predictions.dtype);
  const length = predictions.shape[axis]!;
  if (weights.ndim !== 1 || weights.shape[0] !== length) {
    throw shapeError(
      name,
      `classWeights must have shape [${length}]; got ${printShape(weights.shape)}.`,
    );
  }
  return alongAxis(weights, predictions, axis);
}

/** `−Σ_c w_c·q_c·log p_c` with `q = (1 − ε)·t + ε/C`; the mean is over the predictions. */
function ofWeights(
  logProbabilities: Tensor,
  labels: Tensor,
  axis: number,
  classWeights: Tensor | null,
  { labelSmoothing = 0, reduction }: LossOptions & { readonly labelSmoothing?: number },
): Tensor {
  const smooth =
    labelSmoothing === 0
      ? labels
      : labels.mul(1 - labelSmoothing).add(labelSmoothing / labels.shape[axis]!);
  const weights = classWeights === null ? smooth : smooth.mul(classWeights);
  const zero = constant(0, logProbabilities.dtype);
  return reduce(zero.sub(logProbabilities.mul(weights).sum(axis)), reduction);
}

/** As `ofWeights` with `t_c = w_y·[c = y]`, without making it; the mean is weighted by `w_y`. */
function ofIndices(
  logProbabilities: Tensor,
  { indices, checked }: Labels & { readonly kind: "indices" },
  axis: number,
  classWeights: Tensor | null,
  options: LikelihoodOptions & { readonly labelSmoothing?: number },
): Tensor {
  const { labelSmoothing = 0, reduction = "mean", ignoreIndex } = options;
  const length = logProbabilities.shape[axis]!;
  const zero = constant(0, logProbabilities.dtype);
  const here = isLabel(indices, logProbabilities, axis);
  const pick = (x: Tensor): Tensor => where(here, x, zero).sum(axis);
  const weighted = classWeights === null ? logProbabilities : logProbabilities.mul(classWeights);
  let losses = zero.sub(pick(weighted));
  if (labelSmoothing !== 0) {
    const all = weighted.sum(axis).neg();
    losses = losses.mul(1 - labelSmoothing).add(all.mul(labelSmoothing / length));
  }
  const counts = ignoreIndex === undefined ? null : indices.notEqual(ignoreIndex);
  if (counts !== null) losses = where(counts, losses, zero);
  if (!checked) losses = nanWhereNoClass(losses, indices, length, ignoreIndex);
  if (reduction !== "mean" || (counts === null && classWeights === null)) {
    return reduce(losses, reduction);
  }
  const one = constant(1, logProbabilities.dtype);
  const weights = classWeights === null ? one : pick(classWeights);
  return losses.sum().div((counts === null ? weights : where(counts, weights, zero)).sum());
}
