import { Optimizer } from "#optimizer";
import type { Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { biasCorrection, movingAverage } from "./moving-average.ts";
import type { MomentOptions, WithGroups } from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link Adamax}. */
export interface AdamaxOptions extends MomentOptions {}

/**
 * Adamax, Adam with the largest gradient in place of the mean square, with `λ` the weight decay; `t` counts from 1:
 *
 * ```text
 * g ← g + λ·p
 * m ← β₁·m + (1 − β₁)·g
 * u ← max(β₂·u, |g| + ε)
 * p ← p − lr / (1 − β₁ᵗ) · m / u
 * ```
 *
 * as PyTorch's `Adamax`, with its defaults (learning rate 2e-3). Kingma, Ba, *Adam: A Method for Stochastic Optimization* (2015). Throws when an option makes
 * no sense.
 *
 * ```ts
 * import { Adamax } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * new Adamax({ learningRate: 0.5 }).update([p], [tensor([3, -4])]);
 * p; // => ≈ [0.5, 2.5]
 * ```
 */
export class Adamax extends Optimizer<AdamaxOptions> {
  constructor(options: WithGroups<AdamaxOptions> = {}) {
    super(
      "Adamax",
      {
        learningRate: 2e-3,
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
    context: Context<Required<AdamaxOptions>>,
  ): Tensor {
    const { betas, eps } = context.options;
    const g = withWeightDecay(p, gradient, context);
    const m = movingAverage("mean", g, "beta1", betas[0], context);
    const faded = context.get("largest").mul(context.scalar("beta2", betas[1]));
    const u = context.set("largest", faded.maximum(g.abs().add(context.scalar("eps", eps))));
    const rate = context.once("rate", () =>
      context.exactLearningRate.div(biasCorrection("beta1", betas[0], context)),
    );
    return p.sub(m.div(u).mul(rate));
  }
}
