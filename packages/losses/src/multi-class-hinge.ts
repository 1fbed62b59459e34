import { shapeError } from "@chainrule/graph";
import {
  asTensor,
  constant,
  type Operand,
  type shapes,
  type Tensor,
  where,
} from "@chainrule/tensor";
import type { HingeOptions } from "./hinge.ts";
import { classAxis, isLabel, labelsFor, nanWhereNoClass } from "./labels.ts";
import { weightsFor } from "./likelihood.ts";
import { floating } from "./operands.ts";
import { loss, reduce } from "./reduction.ts";
import type { ClassLosses, LossDType, ReducedBy } from "./shapes.ts";

/** What `multiClassHinge` takes besides scores and labels. */
export interface MultiClassHingeOptions extends HingeOptions {
  /** Whether each excess is squared; false. */
  readonly squared?: boolean;
  /** How much each class counts, `[C]`: the loss is multiplied by that of its label. The mean is not weighted. */
  readonly classWeights?: Operand;
  /** The axis of the classes: 1, or 0 of scores with one axis. */
  readonly axis?: number;
}

/**
 * `Σ_{j ≠ y} max(0, margin − x_y + x_j) / C`: every other class should score less than the label by the margin.
 *
 * Scores are `[N, C]`, labels the indices `[N]`. The gradient at a kink is 0.
 *
 * Source: Crammer and Singer 2001; as `torch.nn.functional.multi_margin_loss`.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if labels do not fit.
 *
 * ```ts
 * import { multiClassHinge } from "@chainrule/losses";
 *
 * multiClassHinge([[1, 0.5, 3, -1]], [0]); // => ≈ 0.875
 * ```
 */
export function multiClassHinge<
  const X extends Operand,
  const T extends Operand,
  const P extends MultiClassHingeOptions = object,
>(
  scores: X,
  labels: T & shapes.Check<ClassLosses<"multiClassHinge", X, T, P, false>>,
  options?: P & shapes.KnownOptions<P, MultiClassHingeOptions>,
): Tensor<ReducedBy<ClassLosses<"multiClassHinge", X, T, P, false>, P>, LossDType<X>> {
  const name = "multiClassHinge";
  const known = { margin: 0, squared: 0, classWeights: 0, axis: 0, reduction: 0 };
  return loss(name, options, known, (given: MultiClassHingeOptions) => {
    const x = floating(scores);
    const axis = classAxis(name, x, given.axis);
    const classes = labelsFor(name, labels, x, axis, undefined);
    if (classes.kind === "weights") {
      throw shapeError(name, "labels must be indices; got a weight for each class.");
    }
    const length = x.shape[axis]!;
    const zero = constant(0, x.dtype);
    const here = isLabel(classes.indices, x, axis);
    const right = where(here, x, zero).sum(axis, { keepDims: true });
    const excess = x
      .sub(right)
      .add(asTensor(given.margin ?? 1, x.dtype))
      .relu();
    const others = where(here, zero, given.squared ? excess.square() : excess);
    const sums = others.sum(axis).div(constant(length, x.dtype));
    const weights = weightsFor(name, given.classWeights, x, axis);
    const losses = weights === null ? sums : sums.mul(where(here, weights, zero).sum(axis));
    return reduce(
      classes.checked ? losses : nanWhereNoClass(losses, classes.indices, length, undefined),
      given.reduction,
    );
  });
}
