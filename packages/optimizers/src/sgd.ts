import { Optimizer } from "#optimizer";
import type { Tensor } from "@chainrule/tensor";
import { constant } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import {
  checkOptions,
  finite,
  fraction,
  type OptimizerOptions,
  type WithGroups,
} from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link SGD}. */
export interface SGDOptions extends OptimizerOptions {
  /** μ, the part of the velocity that stays. Default 0. */
  readonly momentum?: number;
  /** τ, the part of the gradient that does not enter the velocity. Default 0. */
  readonly dampening?: number;
  /** Whether to step along where the velocity leads next. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent, with `λ` the weight decay, `μ` the momentum, `τ` the dampening:
 *
 * ```text
 * g ← g + λ·p
 * v ← μ·v + (1 − τ)·g      in the first update with momentum v ← g
 * p ← p − lr·g             without momentum
 * p ← p − lr·v             with it
 * p ← p − lr·(g + μ·v)     if nesterov
 * ```
 *
 * as PyTorch's `SGD`, with its defaults (learning rate 1e-3). The rule with momentum is Polyak's (1964); Nesterov's in the form of Sutskever et al., *On
 * the importance of initialization and momentum in deep learning* (2013).
 *
 * Throws when an option makes no sense, such as `nesterov` without momentum or with dampening.
 *
 * ```ts
 * import { SGD } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * const sgd = new SGD({ learningRate: 0.5 });
 * sgd.update([p], [tensor([1, -1])]);
 * p; // => [0.5, 2.5]
 * ```
 */
export class SGD extends Optimizer<SGDOptions> {
  /** What errors call it. */
  protected static readonly called: string = "SGD";

  /** `defaults` are those of a subclass, where they differ. */
  constructor(options: WithGroups<SGDOptions> = {}, defaults: SGDOptions = {}) {
    super(
      new.target.called,
      {
        learningRate: 1e-3,
        momentum: 0,
        dampening: 0,
        weightDecay: 0,
        nesterov: false,
        maximize: false,
        ...defaults,
      },
      options,
    );
  }

  protected override check(options: Required<SGDOptions>): void {
    super.check(options);
    checkOptions(this.name, options, { momentum: fraction, dampening: finite });
    const { momentum, dampening, nesterov } = options;
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      throw new RangeError(
        `${this.name}: nesterov needs a momentum above 0 and no dampening; got momentum ${momentum} and dampening ${dampening}.`,
      );
    }
  }

  protected override rule(
    p: Tensor,
    gradient: Tensor,
    context: Context<Required<SGDOptions>>,
  ): Tensor {
    const { momentum, nesterov } = context.options;
    const rate = context.learningRate;
    const g = withWeightDecay(p, gradient, context);
    if (momentum === 0) return p.sub(g.mul(rate));
    const kept = context.scalar("momentum", momentum);
    const v = context.set(
      "velocity",
      context.get("velocity").mul(kept).add(this.#damped(g, context)),
    );
    return p.sub((nesterov ? g.add(v.mul(kept)) : v).mul(rate));
  }

  /** The part of the gradient that enters the velocity: all of it in the first update that has one. */
  #damped(g: Tensor, context: Context<Required<SGDOptions>>): Tensor {
    const { dampening } = context.options;
    // Asked for whatever the options are now: an update counts where it is.
    const { step } = context;
    if (dampening === 0) return g;
    const one = constant(1, "float64");
    const part = context.once("undamped", () =>
      step.lessEqual(one).where(one, context.exact("1 - dampening", 1 - dampening)),
    );
    return g.mul(part);
  }
}
