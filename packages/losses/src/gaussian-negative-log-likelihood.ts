import {
  asTensor,
  constant,
  type Operand,
  type ShapeOf,
  type shapes,
  type Tensor,
} from "@chainrule/tensor";
import { alike, beside, floating } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { Beside, LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/** What `gaussianNegativeLogLikelihood` takes besides means, targets and variances. */
export interface GaussianOptions extends LossOptions {
  /** Whether the constant `½·log 2π` is added; false. */
  readonly full?: boolean;
  /** The least variance that counts; 1e-6. The gradient of a variance does not see this bound. */
  readonly eps?: number;
}

/**
 * `½·(log v + (x − t)² / v)` for targets that are normal numbers of mean `x` and variance `v`.
 *
 * Means and targets have one shape, to which variances broadcast. The gradient of the sum for a mean is `(x − t) / v`.
 *
 * Source: Nix and Weigend 1994; as `torch.nn.functional.gaussian_nll_loss`.
 *
 * @throws A `ShapeError` if the shapes differ, or variances do not broadcast to them.
 *
 * ```ts
 * import { gaussianNegativeLogLikelihood } from "@chainrule/losses";
 *
 * gaussianNegativeLogLikelihood([1, 2], [1, 0], [1, 4], { reduction: "none" }); // => ≈ [0, 1.1931]
 * ```
 */
export function gaussianNegativeLogLikelihood<
  const X extends Operand,
  const T extends Operand,
  const V extends Operand,
  const P extends GaussianOptions = object,
>(
  means: X,
  targets: T & shapes.Check<PairLosses<"gaussianNegativeLogLikelihood", X, T>>,
  variances: V &
    shapes.Check<Beside<"gaussianNegativeLogLikelihood", "variances", ShapeOf<X>, ShapeOf<V>>>,
  options?: P & shapes.KnownOptions<P, GaussianOptions>,
): Tensor<ReducedBy<PairLosses<"gaussianNegativeLogLikelihood", X, T>, P>, LossDType<X, T, V>> {
  const name = "gaussianNegativeLogLikelihood";
  const known = { full: 0, eps: 0, reduction: 0 };
  return loss(name, options, known, (given: GaussianOptions) => {
    const { full = false, eps = 1e-6 } = given;
    const [x, t] = alike(name, means, targets);
    const v = floating(beside(name, "variances", variances, x));
    // The bound moves the value and not the gradient.
    const raised = v.add(v.detach().maximum(asTensor(eps, v.dtype)).sub(v.detach()));
    const losses = raised.log().add(x.sub(t).square().div(raised)).mul(constant(0.5, x.dtype));
    const whole = full ? losses.add(constant(0.5 * Math.log(2 * Math.PI), x.dtype)) : losses;
    return reduce(whole, given.reduction);
  });
}
