import { constant, type Operand, type shapes, type Tensor, where } from "@chainrule/tensor";
import { alike, beside, weighted } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/** What `sigmoidCrossEntropy` takes besides logits and targets. */
export interface SigmoidCrossEntropyOptions extends LossOptions {
  /** How much each element counts; broadcasts to the logits. The mean is not weighted. */
  readonly weights?: Operand;
  /** How much more the targets of 1 count; broadcasts to the logits. */
  readonly positiveWeight?: Operand;
}

/**
 * Binary cross entropy of the sigmoid of logits, element by element: `max(x, 0) − x·t + log(1 + exp(−|x|))`, which is
 * `−t·log σ(x) − (1 − t)·log(1 − σ(x))`, stable for logits of any size.
 *
 * Logits and targets (from 0 to 1) have one shape, or the target is one number. The gradient of the sum is `σ(x) − t`, also at 0.
 * With `positiveWeight` `p` it is `(1 − t)·x + (1 + (p − 1)·t)·log(1 + exp(−x))`.
 *
 * Source: as `torch.nn.functional.binary_cross_entropy_with_logits`.
 *
 * @throws A `ShapeError` if the shapes differ, or weights do not broadcast to them.
 *
 * ```ts
 * import { sigmoidCrossEntropy } from "@chainrule/losses";
 *
 * sigmoidCrossEntropy([0, 1e4, -1e4], [1, 1, 1], { reduction: "none" }); // => ≈ [0.6931, 0, 10000]
 * ```
 */
export function sigmoidCrossEntropy<
  const X extends Operand,
  const T extends Operand,
  const P extends SigmoidCrossEntropyOptions = object,
>(
  logits: X,
  targets: T & shapes.Check<PairLosses<"sigmoidCrossEntropy", X, T>>,
  options?: P & shapes.KnownOptions<P, SigmoidCrossEntropyOptions>,
): Tensor<ReducedBy<PairLosses<"sigmoidCrossEntropy", X, T>, P>, LossDType<X, T>> {
  const name = "sigmoidCrossEntropy";
  const known = { weights: 0, positiveWeight: 0, reduction: 0 };
  return loss(name, options, known, (given: SigmoidCrossEntropyOptions) => {
    const [x, t] = alike(name, logits, targets);
    const { positiveWeight } = given;
    let losses: Tensor;
    if (positiveWeight === undefined) {
      const [above, rest] = softplus(x);
      losses = above.sub(x.mul(t)).add(rest); // in this order: `rest` may be tiny
    } else {
      const p = beside(name, "positiveWeight", positiveWeight, x).cast(x.dtype);
      const one = constant(1, x.dtype);
      const [above, rest] = softplus(x.neg());
      losses = one
        .sub(t)
        .mul(x)
        .add(p.sub(one).mul(t).add(one).mul(above.add(rest)));
    }
    return reduce(weighted(name, losses, given.weights), given.reduction);
  });
}

/**
 * `log(1 + exp(x))` as the sum of `max(x, 0)` and `log1p(exp(−|x|))`. Both branch at 0 on one condition, so that derivatives of every order are
 * right at 0 too.
 */
function softplus(x: Tensor): [above: Tensor, rest: Tensor] {
  const zero = constant(0, x.dtype);
  const below = x.less(zero);
  return [where(below, zero, x), where(below, x, x.neg()).exp().log1p()];
}
