import { Optimizer } from "#optimizer";
import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { biasCorrection, movingAverage } from "./moving-average.ts";
import { checkOptions, fromZero, type MomentOptions, type WithGroups } from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link NAdam}. */
export interface NAdamOptions extends MomentOptions {
  /** ψ, how fast the momentum grows from half of β₁ to β₁. Default 4e-3. */
  readonly momentumDecay?: number;
}

/**
 * Adam with Nesterov's momentum, with `λ` the weight decay; `t` counts from 1:
 *
 * ```text
 * g ← g + λ·p
 * m ← β₁·m + (1 − β₁)·g
 * v ← β₂·v + (1 − β₂)·g²
 * μₜ = β₁·(1 − ½·0.96^(t·ψ))
 * Π ← Π·μₜ
 * p ← p − lr · (μₜ₊₁·m/(1 − Π·μₜ₊₁) + (1 − μₜ)·g/(1 − Π)) / (√(v/(1 − β₂ᵗ)) + ε)
 * ```
 *
 * as PyTorch's `NAdam` from 2.0 on, with its defaults (learning rate 2e-3). Dozat, *Incorporating Nesterov Momentum into Adam* (2016). `Π` is remembered for each element, as `m`
 * and `v` are. Throws when an option makes no sense.
 *
 * ```ts
 * import { NAdam } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * new NAdam({ learningRate: 0.5 }).update([p], [tensor([3, -4])]);
 * p; // => ≈ [0.471774, 2.528226]
 * ```
 */
export class NAdam extends Optimizer<NAdamOptions> {
  constructor(options: WithGroups<NAdamOptions> = {}) {
    super(
      "NAdam",
      {
        learningRate: 2e-3,
        betas: [0.9, 0.999],
        eps: 1e-8,
        weightDecay: 0,
        momentumDecay: 4e-3,
        maximize: false,
      },
      options,
    );
  }

  protected override check(options: Required<NAdamOptions>): void {
    super.check(options);
    checkOptions(this.name, options, { momentumDecay: fromZero });
  }

  protected override rule(
    p: Tensor,
    gradient: Tensor,
    context: Context<Required<NAdamOptions>>,
  ): Tensor {
    const { betas, eps, momentumDecay } = context.options;
    const g = withWeightDecay(p, gradient, context);
    const m = movingAverage("mean", g, "beta1", betas[0], context);
    const v = movingAverage("square", g.square(), "beta2", betas[1], context);

    const number = (value: number): Tensor => constant(value, "float64");
    const one = constant(1, p.dtype);
    const momentumAt = (step: Tensor): Tensor => {
      const grown = number(0.96).pow(step.mul(context.exact("momentumDecay", momentumDecay)));
      return context.exact("beta1", betas[0]).mul(number(1).sub(grown.mul(number(0.5))));
    };
    const momentum = context.once("momentum", () => momentumAt(context.step));
    const next = context.once("next", () => momentumAt(context.step.add(number(1))));
    const product = context.set("product", context.get("product", 1).mul(momentum));
    const correction = context.once("correction", () =>
      biasCorrection("beta2", betas[1], context).rsqrt(),
    );
    const ahead = m.mul(next).div(one.sub(product.mul(next)));
    const now = g.mul(one.sub(momentum)).div(one.sub(product));
    const root = v.sqrt().mul(correction).add(context.scalar("eps", eps));
    return p.sub(ahead.add(now).mul(context.learningRate).div(root));
  }
}
