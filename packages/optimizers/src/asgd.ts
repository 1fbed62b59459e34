import { Optimizer } from "#optimizer";
import { constant, type Parameter, type State, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import {
  checkOptions,
  fraction,
  fromZero,
  type OptimizerOptions,
  type WithGroups,
} from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link ASGD}. */
export interface ASGDOptions extends OptimizerOptions {
  /** Λ, how fast the learning rate falls, and the part of it by which the parameter shrinks. Default 1e-4. */
  readonly lambd?: number;
  /** α, the power with which the learning rate falls. Default 0.75. */
  readonly alpha?: number;
  /** t₀: up to update t₀ + 2 the average is the parameter, and from then on it takes in what comes. Default 1e6. */
  readonly t0?: number;
}

/**
 * Averaged stochastic gradient descent: the learning rate falls slowly, and the average `a` of the values that `p` takes goes faster to where it leads than they do. With `λ` the weight decay; `t` counts from 1:
 *
 * ```text
 * g ← g + λ·p
 * η = lr / (1 + Λ·lr·(t − 1))^α
 * p ← (1 − Λ·η)·p − η·g
 * a ← a + μ·(p − a)        μ = 1 / max(1, t − 1 − t₀)
 * ```
 *
 * `averageOf` gives the averages, which `stateDict` saves, too; `WeightAverage` keeps those of any optimizer, and evaluates with them. As PyTorch's `ASGD`, with its defaults (learning rate 0.01), except that a learning rate that is changed holds in the next update, and not in the one after it. Polyak, Juditsky, *Acceleration of
 * Stochastic Approximation by Averaging* (1992); the learning rates are those of Bottou, *Large-Scale Machine Learning with Stochastic Gradient Descent* (2010).
 *
 * Throws when an option makes no sense.
 *
 * ```ts
 * import { ASGD } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([0]));
 * const asgd = new ASGD({ learningRate: 1, lambd: 0, t0: 1 });
 * for (const gradient of [-4, 2, -6]) asgd.update([p], [tensor([gradient])]); // p is 4, then 2, then 8
 * asgd.averageOf(p); // => [8]
 * asgd.update([p], [tensor([2])]); // p is 6
 * asgd.averageOf(p); // => [7]
 * ```
 */
export class ASGD extends Optimizer<ASGDOptions> {
  constructor(options: WithGroups<ASGDOptions> = {}) {
    super(
      "ASGD",
      { learningRate: 0.01, lambd: 1e-4, alpha: 0.75, t0: 1e6, weightDecay: 0, maximize: false },
      options,
    );
  }

  protected override check(options: Required<ASGDOptions>): void {
    super.check(options);
    checkOptions(this.name, options, { lambd: fromZero, alpha: fraction, t0: fromZero });
  }

  protected override rule(
    p: Tensor,
    gradient: Tensor,
    context: Context<Required<ASGDOptions>>,
  ): Tensor {
    const { lambd, alpha, t0 } = context.options;
    const one = constant(1, "float64");
    const before = context.step.sub(one);
    const decay = context.exact("lambd", lambd);
    const exactRate = (): Tensor => {
      const rate = context.exactLearningRate;
      return rate.div(before.mul(decay).mul(rate).add(one).pow(context.exact("alpha", alpha)));
    };
    const exactPart = (): Tensor => one.div(before.sub(context.exact("t0", t0)).maximum(one));
    const rate = context.once("rate", exactRate);
    const kept = context.once("kept", () => one.sub(decay.mul(exactRate())));
    const g = withWeightDecay(p, gradient, context);
    const next = p.mul(kept).sub(g.mul(rate));

    // Where all of it is new, it is p, to the bit.
    const old = context.get("average").mul(context.once("old", () => one.sub(exactPart())));
    context.set("average", old.add(next.mul(context.once("new", exactPart))));
    return next;
  }

  /** The average of the values that a parameter took. Throws of one that was not updated yet. */
  averageOf(parameter: Parameter): State {
    const average = this["slots"].get(parameter)?.states.get("average");
    if (average === undefined) throw new Error(`ASGD: ${parameter.name} was not updated yet.`);
    return average;
  }
}
