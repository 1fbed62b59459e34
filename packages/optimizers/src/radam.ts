import { Optimizer } from "#optimizer";
import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { biasCorrection, movingAverage } from "./moving-average.ts";
import type { MomentOptions, WithGroups } from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link RAdam}. */
export interface RAdamOptions extends MomentOptions {}

/**
 * Rectified Adam, which does without the mean square until there are gradients enough to trust it, with `λ` the weight decay; `t` counts from 1:
 *
 * ```text
 * g ← g + λ·p
 * m ← β₁·m + (1 − β₁)·g
 * v ← β₂·v + (1 − β₂)·g²
 * ρ = ρ∞ − 2t·β₂ᵗ / (1 − β₂ᵗ)      ρ∞ = 2 / (1 − β₂) − 1
 * r = √((ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ))
 * p ← p − lr · m/(1 − β₁ᵗ)                            where ρ ≤ 5
 * p ← p − lr · m/(1 − β₁ᵗ) · r·√(1 − β₂ᵗ) / (√v + ε)  where ρ > 5
 * ```
 *
 * as PyTorch's `RAdam`, with its defaults (learning rate 1e-3). Liu et al., *On the Variance of the Adaptive Learning Rate and Beyond* (2020). Throws when
 * an option makes no sense.
 *
 * ```ts
 * import { RAdam } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * new RAdam({ learningRate: 0.5 }).update([p], [tensor([3, -4])]);
 * p; // => ≈ [-0.5, 4]
 * ```
 */
export class RAdam extends Optimizer<RAdamOptions> {
  constructor(options: WithGroups<RAdamOptions> = {}) {
    super(
      "RAdam",
      {
        learningRate: 1e-3,
        betas: [0.9, 0.999],
        eps: 1e-8,
        weightDecay: 0,
        maximize: false,
      },
      options,
    );
  }

  protected override rule(
    p: Tensor,
    gradient: Tensor,
    context: Context<Required<RAdamOptions>>,
  ): Tensor {
    const { betas, eps } = context.options;
    const g = withWeightDecay(p, gradient, context);
    const m = movingAverage("mean", g, "beta1", betas[0], context);
    const v = movingAverage("square", g.square(), "beta2", betas[1], context);
    const rate = context.once("rate", () =>
      context.exactLearningRate.div(biasCorrection("beta1", betas[0], context)),
    );
    const rectification = context.once("rectification", () => this.#rectification(context));
    const isTrusted = rectification.greater(constant(0, rectification.dtype));
    const adapted = rectification.div(v.sqrt().add(context.scalar("eps", eps)));
    return p.sub(m.mul(rate).mul(isTrusted.where(adapted, constant(1, rectification.dtype))));
  }

  /** `r·√(1 − β₂ᵗ)`, and 0 where the mean square is not to be trusted. */
  #rectification(context: Context<Required<RAdamOptions>>): Tensor {
    const number = (value: number): Tensor => constant(value, "float64");
    const [zero, one, two] = [number(0), number(1), number(2)];
    const beta2 = context.exact("beta2", context.options.betas[1]);
    const kept = beta2.pow(context.step);
    const rest = one.sub(kept);
    const most = two.div(one.sub(beta2)).sub(one);
    const rho = most.sub(two.mul(context.step).mul(kept).div(rest));
    const weigh = (x: Tensor): Tensor => x.sub(number(4)).mul(x.sub(two)).div(x);
    const isTrusted = rho.greater(number(5));
    const r = weigh(rho).div(weigh(most));
    return isTrusted.where(r.mul(rest).maximum(zero).sqrt(), zero);
  }
}
