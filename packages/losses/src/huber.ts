import {
  asTensor,
  constant,
  type Operand,
  type shapes,
  type Tensor,
  where,
} from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/** What `huber` takes besides predictions and targets. */
export interface HuberOptions extends LossOptions {
  /** Where the parabola becomes a line; 1. */
  readonly delta?: number;
}

/**
 * `½·(x − t)²` up to a distance of `delta`, beyond it the line `delta·(|x − t| − ½·delta)`: a squared error that large errors do not rule.
 *
 * Predictions and targets have one shape, or the target is one number. The gradient of the sum is `x − t`, clamped to `±delta`.
 *
 * Source: Huber 1964; as `torch.nn.functional.huber_loss`. PyTorch's `smooth_l1_loss` with `beta` is this with `delta = beta`, divided by `beta`.
 *
 * @throws A `ShapeError` if the shapes differ; a `RangeError` if `delta` is no number above 0, or infinite.
 *
 * ```ts
 * import { huber } from "@chainrule/losses";
 *
 * huber([0.5, 3], [0, 0], { reduction: "none" }); // => [0.125, 2.5]
 * ```
 */
export function huber<
  const X extends Operand,
  const T extends Operand,
  const P extends HuberOptions = object,
>(
  predictions: X,
  targets: T & shapes.Check<PairLosses<"huber", X, T>>,
  options?: P & shapes.KnownOptions<P, HuberOptions>,
): Tensor<ReducedBy<PairLosses<"huber", X, T>, P>, LossDType<X, T>> {
  const name = "huber";
  const known = { delta: 0, reduction: 0 };
  return loss(name, options, known, (given: HuberOptions) => {
    const { delta = 1 } = given;
    if (!(delta > 0 && delta < Infinity)) {
      throw new RangeError(`${name}: delta must be a number above 0; got ${delta}.`);
    }
    const [x, t] = alike(name, predictions, targets);
    const difference = x.sub(t);
    const distance = difference.abs();
    const bend = asTensor(delta, x.dtype);
    const half = constant(0.5, x.dtype);
    const line = distance.sub(bend.mul(half)).mul(bend);
    const isNear = distance.lessEqual(bend);
    // Beyond, the parabola is of 0, so that its gradient is none, and not that of an infinity times 0.
    const parabola = where(isNear, difference, constant(0, x.dtype)).square().mul(half);
    const losses = where(isNear, parabola, line);
    return reduce(losses, given.reduction);
  });
}
