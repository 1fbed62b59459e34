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

/** What `poissonNegativeLogLikelihood` takes besides predictions and counts. */
export interface PoissonOptions extends LossOptions {
  /** Whether predictions are the logarithms of rates; true. */
  readonly logInput?: boolean;
  /** Whether Stirling's approximation of `log t!` is added where `t` is above 1; false. */
  readonly full?: boolean;
  /** Added to a rate before its logarithm is taken; 1e-8. */
  readonly eps?: number;
}

/**
 * `exp(x) − t·x` for counts `t` with the expected rate `exp(x)`; or, with `logInput: false`, `x − t·log(x + eps)` with the rate `x`.
 *
 * Predictions and targets have one shape, or the target is one number. The gradient of the sum is `exp(x) − t`, or `1 − t / (x + eps)`.
 *
 * Source: as `torch.nn.functional.poisson_nll_loss`.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { poissonNegativeLogLikelihood } from "@chainrule/losses";
 *
 * poissonNegativeLogLikelihood([0, 1], [2, 0], { reduction: "none" }); // => ≈ [1, 2.7183]
 * ```
 */
export function poissonNegativeLogLikelihood<
  const X extends Operand,
  const T extends Operand,
  const P extends PoissonOptions = object,
>(
  predictions: X,
  targets: T & shapes.Check<PairLosses<"poissonNegativeLogLikelihood", X, T>>,
  options?: P & shapes.KnownOptions<P, PoissonOptions>,
): Tensor<ReducedBy<PairLosses<"poissonNegativeLogLikelihood", X, T>, P>, LossDType<X, T>> {
  const name = "poissonNegativeLogLikelihood";
  const known = { logInput: 0, full: 0, eps: 0, reduction: 0 };
  return loss(name, options, known, (given: PoissonOptions) => {
    const { logInput = true, full = false, eps = 1e-8 } = given;
    const [x, t] = alike(name, predictions, targets);
    const losses = logInput
      ? x.exp().sub(t.mul(x))
      : x.sub(t.mul(x.add(asTensor(eps, x.dtype)).log()));
    return reduce(full ? losses.add(stirling(t)) : losses, given.reduction);
  });
}

/** `t·log t − t + ½·log 2πt` above 1, else 0. */
function stirling(t: Tensor): Tensor {
  const one = constant(1, t.dtype);
  const isLarge = t.greater(one);
  const n = where(isLarge, t, one);
  const half = constant(0.5, t.dtype);
  const tail = n
    .mul(constant(2 * Math.PI, t.dtype))
    .log()
    .mul(half);
  return where(isLarge, n.mul(n.log()).sub(n).add(tail), constant(0, t.dtype));
}
