import { Optimizer } from "#optimizer";
import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { checkOptions, fromZero, type OptimizerOptions, type WithGroups } from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link AdaGrad}. */
export interface AdaGradOptions extends OptimizerOptions {
  /** η: in update `t` the learning rate is divided by `1 + (t − 1)·η`. Default 0. */
  readonly lrDecay?: number;
  /** What the sum of squares starts from. Default 0. */
  readonly initialAccumulatorValue?: number;
  /** ε, which keeps the quotient finite. Default 1e-10. */
  readonly eps?: number;
}

/**
 * AdaGrad, with `λ` the weight decay and `η` the decay of the learning rate; `t` counts from 1:
 *
 * ```text
 * g ← g + λ·p
 * h ← h + g²
 * p ← p − lr / (1 + (t − 1)·η) · g / (√h + ε)
 * ```
 *
 * as PyTorch's `Adagrad`, with its defaults (learning rate 0.01). Duchi, Hazan, Singer, *Adaptive Subgradient Methods for Online Learning and
 * Stochastic Optimization* (2011). Throws when an option makes no sense.
 *
 * ```ts
 * import { AdaGrad } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * new AdaGrad({ learningRate: 0.5 }).update([p], [tensor([3, -4])]);
 * p; // => ≈ [0.5, 2.5]
 * ```
 */
export class AdaGrad extends Optimizer<AdaGradOptions> {
  constructor(options: WithGroups<AdaGradOptions> = {}) {
    super(
      "AdaGrad",
      {
        learningRate: 0.01,
        lrDecay: 0,
        weightDecay: 0,
        initialAccumulatorValue: 0,
        eps: 1e-10,
        maximize: false,
      },
      options,
    );
  }

  protected override check(options: Required<AdaGradOptions>): void {
    super.check(options);
    checkOptions(this.name, options, { lrDecay: fromZero, initialAccumulatorValue: fromZero });
  }

  protected override rule(
    p: Tensor,
    gradient: Tensor,
    context: Context<Required<AdaGradOptions>>,
  ): Tensor {
    const { initialAccumulatorValue, eps } = context.options;
    const g = withWeightDecay(p, gradient, context);
    const h = context.set("sum", context.get("sum", initialAccumulatorValue).add(g.square()));
    const root = h.sqrt().add(context.scalar("eps", eps));
    return p.sub(g.div(root).mul(this.#rate(context)));
  }

  #rate(context: Context<Required<AdaGradOptions>>): Tensor {
    const { lrDecay } = context.options;
    // Asked for whatever the options are now: an update counts where it is.
    const { step } = context;
    if (lrDecay === 0) return context.learningRate;
    const one = constant(1, "float64");
    return context.once("rate", () => {
      const slower = step.sub(one).mul(context.exact("lrDecay", lrDecay)).add(one);
      return context.exactLearningRate.div(slower);
    });
  }
}
