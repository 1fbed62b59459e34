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

/** What `smoothL1` takes besides predictions and targets. */
export interface SmoothL1Options extends LossOptions {
  /** Where the parabola becomes a line; 1. With 0 there is no parabola. */
  readonly beta?: number;
}

/**
 * `½·(x − t)² / beta` up to a distance of `beta`, beyond it the line `|x − t| − ½·beta`: `huber` divided by `beta`.
 *
 * Predictions and targets have one shape, or the target is one number. The gradient of the sum is `(x − t) / beta`, clamped to ±1; with `beta` 0 it
 * is 0 where they are equal.
 *
 * Source: Girshick 2015, "Fast R-CNN"; as `torch.nn.functional.smooth_l1_loss`.
 *
 * @throws A `ShapeError` if the shapes differ; a `RangeError` if `beta` is below 0.
 *
 * ```ts
 * import { smoothL1 } from "@chainrule/losses";
 *
 * smoothL1([0.5, 3], [0, 0], { reduction: "none" }); // => [0.125, 2.5]
 * smoothL1([0.5, 3], [0, 0], { beta: 0.5, reduction: "none" }); // => [0.25, 2.75]
 * ```
 */
export function smoothL1<
  const X extends Operand,
  const T extends Operand,
  const P extends SmoothL1Options = object,
>(
  predictions: X,
  targets: T & shapes.Check<PairLosses<"smoothL1", X, T>>,
  options?: P & shapes.KnownOptions<P, SmoothL1Options>,
): Tensor<ReducedBy<PairLosses<"smoothL1", X, T>, P>, LossDType<X, T>> {
  const name = "smoothL1";
  const known = { beta: 0, reduction: 0 };
  return loss(name, options, known, (given: SmoothL1Options) => {
    const { beta = 1 } = given;
    if (!(beta >= 0)) throw new RangeError(`${name}: beta must be from 0; got ${beta}.`);
    const [x, t] = alike(name, predictions, targets);
    const difference = x.sub(t);
    const distance = difference.abs();
    if (beta === 0) return reduce(distance, given.reduction);
    const bend = asTensor(beta, x.dtype);
    const half = constant(0.5, x.dtype);
    const isNear = distance.less(bend);
    // Beyond, the parabola is of 0, so that its gradient is none, and not that of an infinity times 0.
    const near = where(isNear, difference, constant(0, x.dtype));
    const parabola = near.square().mul(half).div(bend);
    const losses = where(isNear, parabola, distance.sub(bend.mul(half)));
    return reduce(losses, given.reduction);
  });
}
