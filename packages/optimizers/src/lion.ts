import { Optimizer } from "#optimizer";
import type { Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { movingAverage } from "./moving-average.ts";
import type { OptimizerOptions, WithGroups } from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link Lion}. */
export interface LionOptions extends OptimizerOptions {
  /** β₁ and β₂, the parts of the mean gradient that enter the step, and that stay. Default 0.9 and 0.99. */
  readonly betas?: readonly [number, number];
}

/**
 * Steps of one length along the signs of a mean gradient, with `λ` the weight decay:
 *
 * ```text
 * u = sign(β₁·m + (1 − β₁)·g)
 * m ← β₂·m + (1 − β₂)·g
 * p ← p − lr·(u + λ·p)
 * ```
 *
 * Its steps are longer than Adam's: a learning rate of a third to a tenth of Adam's, and a weight decay that is as much larger, are where to begin. Default: learning rate 1e-4, betas 0.9 and 0.99. Chen et al., *Symbolic Discovery of Optimization Algorithms*
 * (2023). Throws when an option makes no sense.
 *
 * ```ts
 * import { Lion } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * new Lion({ learningRate: 0.5 }).update([p], [tensor([3, -0.1])]);
 * p; // => [0.5, 2.5]
 * ```
 */
export class Lion extends Optimizer<LionOptions> {
  constructor(options: WithGroups<LionOptions> = {}) {
    super(
      "Lion",
      { learningRate: 1e-4, betas: [0.9, 0.99], weightDecay: 0, maximize: false },
      options,
    );
  }

  protected override rule(p: Tensor, g: Tensor, context: Context<Required<LionOptions>>): Tensor {
    const [beta1, beta2] = context.options.betas;
    const kept = context.get("mean").mul(context.scalar("beta1", beta1));
    const u = kept.add(g.mul(context.scalar("1 - beta1", 1 - beta1))).sign();
    movingAverage("mean", g, "beta2", beta2, context);
    return p.sub(withWeightDecay(p, u, context).mul(context.learningRate));
  }
}
