import { constant, type Operand, type shapes, type Tensor, where } from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, reduce, type Reduction } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/** What `klDivergence` takes besides predictions and targets. */
export interface KlDivergenceOptions {
  /** `"mean"` over all elements unless said; `"batchMean"` divides the sum by the first length, which is the divergence as defined. */
  readonly reduction?: Reduction | "batchMean";
  /** Whether the targets are log-probabilities too; false. */
  readonly logTargets?: boolean;
}

/**
 * `t·log t − t·x` for log-probabilities `x` and probabilities `t` (`t·log t` is 0 where `t` is 0), reduced: how far `x` is from `t`.
 *
 * Predictions and targets have one shape. The gradient of the sum is `−t`.
 *
 * Source: Kullback and Leibler 1951; as `torch.nn.functional.kl_div`.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { klDivergence } from "@chainrule/losses";
 *
 * const x = [[Math.log(0.5), Math.log(0.5)]];
 * klDivergence(x, [[1, 0]], { reduction: "batchMean" }); // => ≈ 0.6931
 * ```
 */
export function klDivergence<
  const X extends Operand,
  const T extends Operand,
  const P extends KlDivergenceOptions = object,
>(
  logProbabilities: X,
  targets: T & shapes.Check<PairLosses<"klDivergence", X, T>>,
  options?: P & shapes.KnownOptions<P, KlDivergenceOptions>,
): Tensor<ReducedBy<PairLosses<"klDivergence", X, T>, P>, LossDType<X, T>> {
  const name = "klDivergence";
  const known = { logTargets: 0, reduction: 0 };
  const compute = ({ reduction, logTargets }: KlDivergenceOptions): Tensor => {
    const [x, t] = alike(name, logProbabilities, targets);
    const losses = logTargets ? t.exp().mul(t.sub(x)) : ofProbabilities(x, t);
    if (reduction !== "batchMean") return reduce(losses, reduction);
    return losses.sum().div(constant(x.shape[0] ?? 1, x.dtype));
  };
  return loss(name, options, known, compute, ["mean", "sum", "none", "batchMean"]);
}

/** The logarithm is taken of 1 where `t` is 0, so that its gradient there is not NaN. */
function ofProbabilities(x: Tensor, t: Tensor): Tensor {
  const isZero = t.equal(constant(0, t.dtype));
  const log = where(isZero, constant(1, t.dtype), t).log();
  return t.mul(log).sub(t.mul(x));
}
