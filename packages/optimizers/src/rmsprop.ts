import { Optimizer } from "#optimizer";
import type { Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { movingAverage } from "./moving-average.ts";
import { checkOptions, fraction, type OptimizerOptions, type WithGroups } from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link RMSprop}. */
export interface RMSpropOptions extends OptimizerOptions {
  /** α, the part of the mean square that stays. Default 0.99. */
  readonly alpha?: number;
  /** ε, which keeps the quotient finite. Default 1e-8. */
  readonly eps?: number;
  /** μ, the part of the velocity that stays. Default 0: there is none. */
  readonly momentum?: number;
  /** Whether to divide by the deviation from the mean gradient in place of the mean square. Default false. */
  readonly centered?: boolean;
}

/**
 * RMSprop, with `λ` the weight decay:
 *
 * ```text
 * g ← g + λ·p
 * s ← α·s + (1 − α)·g²
 * m ← α·m + (1 − α)·g      if centered; m = 0 if not
 * d = g / (√(s − m²) + ε)
 * v ← μ·v + d
 * p ← p − lr·v             without momentum p ← p − lr·d
 * ```
 *
 * as PyTorch's `RMSprop`, with its defaults (learning rate 0.01). Tieleman, Hinton, *Neural Networks for Machine Learning*, lecture 6.5 (2012); centered
 * as in Graves, *Generating Sequences With Recurrent Neural Networks* (2013). Throws when an option makes no sense.
 *
 * ```ts
 * import { RMSprop } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * new RMSprop({ learningRate: 0.5, alpha: 0.75 }).update([p], [tensor([3, -4])]);
 * p; // => ≈ [0, 3]
 * ```
 */
export class RMSprop extends Optimizer<RMSpropOptions> {
  constructor(options: WithGroups<RMSpropOptions> = {}) {
    super(
      "RMSprop",
      {
        learningRate: 0.01,
        alpha: 0.99,
        eps: 1e-8,
        weightDecay: 0,
        momentum: 0,
        centered: false,
        maximize: false,
      },
      options,
    );
  }

  protected override check(options: Required<RMSpropOptions>): void {
    super.check(options);
    checkOptions(this.name, options, { alpha: fraction, momentum: fraction });
  }

  protected override rule(
    p: Tensor,
    gradient: Tensor,
    context: Context<Required<RMSpropOptions>>,
  ): Tensor {
    const { eps, momentum } = context.options;
    const rate = context.learningRate;
    const g = withWeightDecay(p, gradient, context);
    const d = g.div(this.#spread(g, context).sqrt().add(context.scalar("eps", eps)));
    if (momentum === 0) return p.sub(d.mul(rate));
    const kept = context.scalar("momentum", momentum);
    return p.sub(context.set("velocity", context.get("velocity").mul(kept).add(d)).mul(rate));
  }

  /** The mean square of the gradient, around its mean if centered. */
  #spread(g: Tensor, context: Context<Required<RMSpropOptions>>): Tensor {
    const { alpha, centered } = context.options;
    const moment = (name: string, x: Tensor): Tensor =>
      movingAverage(name, x, "alpha", alpha, context);
    const square = moment("square", g.square());
    return centered ? square.sub(moment("mean", g).square()) : square;
  }
}
