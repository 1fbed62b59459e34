import { Optimizer } from "#optimizer";
import type { Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { biasCorrection, movingAverage } from "./moving-average.ts";
import type { MomentOptions, WithGroups } from "./options.ts";
import { shrunk, withWeightDecay } from "./weight-decay.ts";

/** The options of {@link Adam}. */
export interface AdamOptions extends MomentOptions {
  /** Whether to divide by the largest mean square so far. Default false. */
  readonly amsgrad?: boolean;
  /** Whether the weight decay shrinks the parameter directly, as in AdamW, and is not part of the gradient. Default false. */
  readonly decoupledWeightDecay?: boolean;
}

/**
 * Adam, with `λ` the weight decay; `t` counts from 1:
 *
 * ```text
 * g ← g + λ·p              if decoupledWeightDecay p ← p − lr·λ·p
 * m ← β₁·m + (1 − β₁)·g
 * v ← β₂·v + (1 − β₂)·g²
 * w = v                    if amsgrad w ← max(w, v)
 * p ← p − lr · m/(1 − β₁ᵗ) / (√(w/(1 − β₂ᵗ)) + ε)
 * ```
 *
 * as PyTorch's `Adam`, with its defaults (learning rate 1e-3). Kingma, Ba, *Adam: A Method for Stochastic Optimization* (2015); AMSGrad of Reddi, Kale, Kumar, *On the
 * Convergence of Adam and Beyond* (2018). Another usual form adds ε to `√v` before the correction, which here is an `eps` of `ε/√(1 − β₂ᵗ)`.
 *
 * Throws when an option makes no sense.
 *
 * ```ts
 * import { Adam } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * const adam = new Adam({ learningRate: 0.5 });
 * adam.update([p], [tensor([3, -4])]);
 * p; // => ≈ [0.5, 2.5]
 * adam.learningRate = 0.25; // changes the next update, and compiles nothing
 * ```
 */
export class Adam extends Optimizer<AdamOptions> {
  /** What errors call it. */
  protected static readonly called: string = "Adam";

  /** `defaults` are those of a subclass, where they differ. */
  constructor(options: WithGroups<AdamOptions> = {}, defaults: AdamOptions = {}) {
    super(
      new.target.called,
      {
        learningRate: 1e-3,
        betas: [0.9, 0.999],
        eps: 1e-8,
        weightDecay: 0,
        amsgrad: false,
        maximize: false,
        decoupledWeightDecay: false,
        ...defaults,
      },
      options,
    );
  }

  protected override rule(
    parameter: Tensor,
    gradient: Tensor,
    context: Context<Required<AdamOptions>>,
  ): Tensor {
    const { betas, eps, amsgrad, decoupledWeightDecay } = context.options;
    const p = decoupledWeightDecay ? shrunk(parameter, context) : parameter;
    const g = decoupledWeightDecay ? gradient : withWeightDecay(p, gradient, context);

    const m = movingAverage("mean", g, "beta1", betas[0], context);
    const v = movingAverage("square", g.square(), "beta2", betas[1], context);
    const largest = amsgrad ? context.set("largest", context.get("largest").maximum(v)) : v;

    const rate = context.once("rate", () =>
      context.exactLearningRate.div(biasCorrection("beta1", betas[0], context)),
    );
    const correction = context.once("correction", () =>
      biasCorrection("beta2", betas[1], context).rsqrt(),
    );
    return p.sub(m.mul(rate).div(largest.sqrt().mul(correction).add(context.scalar("eps", eps))));
  }
}
