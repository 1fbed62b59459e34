import { Optimizer } from "#optimizer";
import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { biasCorrection, movingAverage } from "./moving-average.ts";
import type { MomentOptions, WithGroups } from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link LAMB}. */
export interface LAMBOptions extends MomentOptions {
  /** ε, which keeps the quotient finite. Default 1e-6. */
  readonly eps?: number;
}

/**
 * Adam whose step is as long as the parameter, times the learning rate: for large batches, whose learning rates are large. With `λ` the weight decay and `‖·‖` the Euclidean length of a whole
 * parameter; `t` counts from 1:
 *
 * ```text
 * m ← β₁·m + (1 − β₁)·g
 * v ← β₂·v + (1 − β₂)·g²
 * r = m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε) + λ·p
 * p ← p − lr · ‖p‖/‖r‖ · r       where one of the lengths is 0, p − lr·r
 * ```
 *
 * as `optax.lamb`, with its defaults (betas 0.9 and 0.999, ε 1e-6, no weight decay), and a learning rate of 1e-3. You et al., *Large Batch Optimization for Deep Learning: Training BERT in 76 minutes* (2020). Throws when an option makes no
 * sense.
 *
 * ```ts
 * import { LAMB } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([3, 4]));
 * new LAMB({ learningRate: 0.1 }).update([p], [tensor([2, -7])]);
 * p; // => ≈ [2.646, 4.354]
 * ```
 */
export class LAMB extends Optimizer<LAMBOptions> {
  constructor(options: WithGroups<LAMBOptions> = {}) {
    super(
      "LAMB",
      {
        learningRate: 1e-3,
        betas: [0.9, 0.999],
        eps: 1e-6,
        weightDecay: 0,
        maximize: false,
      },
      options,
    );
  }

  protected override rule(p: Tensor, g: Tensor, context: Context<Required<LAMBOptions>>): Tensor {
    const { betas, eps } = context.options;
    const m = movingAverage("mean", g, "beta1", betas[0], context);
    const v = movingAverage("square", g.square(), "beta2", betas[1], context);
    const unbiased = context.once("unbiased", () =>
      biasCorrection("beta1", betas[0], context).reciprocal(),
    );
    const correction = context.once("correction", () =>
      biasCorrection("beta2", betas[1], context).rsqrt(),
    );
    const root = v.sqrt().mul(correction).add(context.scalar("eps", eps));
    const r = withWeightDecay(p, m.mul(unbiased).div(root), context);
    return p.sub(r.mul(trust(p, r).mul(context.learningRate)));
  }
}

/** `‖p‖/‖r‖`, or 1 where one of them is 0. */
function trust(p: Tensor, r: Tensor): Tensor {
  const [zero, one] = [constant(0, p.dtype), constant(1, p.dtype)];
  const [length, step] = [p, r].map((x) => x.square().sum().sqrt() as Tensor) as [Tensor, Tensor];
  const ratio = step.greater(zero).where(length.div(step), one);
  return length.greater(zero).where(ratio, one);
}
