import { Optimizer } from "#optimizer";
import type { Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { movingAverage } from "./moving-average.ts";
import { checkOptions, fraction, type OptimizerOptions, type WithGroups } from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link AdaDelta}. */
export interface AdaDeltaOptions extends OptimizerOptions {
  /** ρ, the part of the mean squares that stays. Default 0.9. */
  readonly rho?: number;
  /** ε, which keeps the quotient finite and the first steps above 0. Default 1e-6. */
  readonly eps?: number;
}

/**
 * AdaDelta, with `λ` the weight decay:
 *
 * ```text
 * g ← g + λ·p
 * v ← ρ·v + (1 − ρ)·g²
 * d = √(u + ε) / √(v + ε) · g
 * u ← ρ·u + (1 − ρ)·d²
 * p ← p − lr·d
 * ```
 *
 * as PyTorch's `Adadelta`, with its defaults (learning rate 1). Zeiler, *ADADELTA: An Adaptive Learning Rate Method* (2012). Throws when an option makes
 * no sense.
 *
 * ```ts
 * import { AdaDelta } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * new AdaDelta({ eps: 0.1 }).update([p], [tensor([3, -4])]);
 * p; // => ≈ [0.0513, 2.9701]
 * ```
 */
export class AdaDelta extends Optimizer<AdaDeltaOptions> {
  constructor(options: WithGroups<AdaDeltaOptions> = {}) {
    super(
      "AdaDelta",
      {
        learningRate: 1,
        rho: 0.9,
        eps: 1e-6,
        weightDecay: 0,
        maximize: false,
      },
      options,
    );
  }

  protected override check(options: Required<AdaDeltaOptions>): void {
    super.check(options);
    checkOptions(this.name, options, { rho: fraction });
  }

  protected override rule(
    p: Tensor,
    gradient: Tensor,
    context: Context<Required<AdaDeltaOptions>>,
  ): Tensor {
    const { rho } = context.options;
    const eps = context.scalar("eps", context.options.eps);
    const g = withWeightDecay(p, gradient, context);
    const v = movingAverage("square", g.square(), "rho", rho, context);
    const before = context.get("delta");
    const d = g.mul(before.add(eps).sqrt().div(v.add(eps).sqrt()));
    movingAverage("delta", d.square(), "rho", rho, context);
    return p.sub(d.mul(context.learningRate));
  }
}
