import { constant, type Operand, type Shape, type Tensor, where } from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, reduce, type Reduced, type Reduction } from "./reduction.ts";

/** What `klDivergence` takes besides predictions and targets. */
export interface KlDivergenceOptions<R extends Reduction | "batchMean" = Reduction | "batchMean"> {
  /** `"mean"` over all elements unless said; `"batchMean"` divides the sum by the first length, which is the divergence as defined. */
  readonly reduction?: R;
  /** Whether the targets are log-probabilities too; false. */
  readonly logTargets?: boolean;
}

/**
 * `t·(log t − x)` for log-probabilities `x` and probabilities `t` (0 where `t` is 0), reduced: how far `x` is from `t`.
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
export function klDivergence<R extends Reduction | "batchMean" = "mean">(
  logProbabilities: Operand,
  targets: Operand,
  options: KlDivergenceOptions<R> = {},
): Tensor<R extends Reduction ? Reduced<Shape, R> : []> {
  const name = "klDivergence";
  const chosen: Reduction | "batchMean" | undefined = options.reduction;
  return loss(name, chosen === "batchMean" ? "sum" : chosen, () => {
    const [x, t] = alike(name, logProbabilities, targets);
    const losses = options.logTargets ? t.exp().mul(t.sub(x)) : ofProbabilities(x, t);
    if (chosen !== "batchMean") return reduce(losses, chosen);
    return losses.sum().div(constant(x.shape[0] ?? 1, x.dtype));
  }) as Tensor<R extends Reduction ? Reduced<Shape, R> : []>;
}

/** The logarithm is taken of 1 where `t` is 0, so that its gradient there is not NaN. */
function ofProbabilities(x: Tensor, t: Tensor): Tensor {
  const isZero = t.equal(constant(0, t.dtype));
  const log = where(isZero, constant(1, t.dtype), t).log();
  return t.mul(log).sub(t.mul(x));
}
