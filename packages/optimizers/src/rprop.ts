import { Optimizer } from "#optimizer";
import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import type { OptimizerOptions, WithGroups } from "./options.ts";
import { withWeightDecay } from "./weight-decay.ts";

/** The options of {@link Rprop}. */
export interface RpropOptions extends OptimizerOptions {
  /** η₋ and η₊, by which a step shrinks where the sign of the gradient turned, and grows where it stayed. Default 0.5 and 1.2. */
  readonly etas?: readonly [number, number];
  /** The shortest and the longest step. Default 1e-6 and 50. */
  readonly stepSizes?: readonly [number, number];
}

/**
 * Resilient propagation: each element has a step of its own, which only the signs of its gradients change, and not their size. With `u₋` the signs before, 0 at first, and `s` the learning rate at first:
 *
 * ```text
 * g ← g + λ·p
 * u = sign(g)
 * s ← η₊·s   where u·u₋ = 1;  η₋·s, and u ← 0, where u·u₋ = −1
 * s ← clamp(s, shortest, longest)
 * p ← p − s·u
 * u₋ ← u
 * ```
 *
 * It needs gradients of all examples at once: the signs of those of small batches turn by chance. After the first update, the learning rate has no effect. As PyTorch's `Rprop`, with its defaults (learning rate 0.01), and with a weight decay, of `λ`. Riedmiller, Braun, *A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP
 * Algorithm* (1993), without taking steps back, as in Igel, Hüsken, *Improving the Rprop Learning Algorithm* (2000).
 *
 * Throws when an option makes no sense.
 *
 * ```ts
 * import { Rprop } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * const rprop = new Rprop({ learningRate: 0.5 });
 * rprop.update([p], [tensor([30, -4])]);
 * p; // => [0.5, 2.5]
 * rprop.update([p], [tensor([10, 1])]); // a longer step, and none
 * p; // => ≈ [-0.1, 2.5]
 * ```
 */
export class Rprop extends Optimizer<RpropOptions> {
  constructor(options: WithGroups<RpropOptions> = {}) {
    super(
      "Rprop",
      {
        learningRate: 0.01,
        etas: [0.5, 1.2],
        stepSizes: [1e-6, 50],
        weightDecay: 0,
        maximize: false,
      },
      options,
    );
  }

  protected override check(options: Required<RpropOptions>): void {
    super.check(options);
    const [down, up] = options.etas;
    if (!(down > 0 && down < 1 && up > 1)) {
      throw new RangeError(
        `Rprop: etas must be a number from 0 to 1 and one above 1; got ${down} and ${up}.`,
      );
    }
    const [shortest, longest] = options.stepSizes;
    if (!(shortest >= 0 && shortest <= longest)) {
      throw new RangeError(
        `Rprop: stepSizes must be two numbers from 0 in order; got ${shortest} and ${longest}.`,
      );
    }
  }

  protected override rule(
    p: Tensor,
    gradient: Tensor,
    context: Context<Required<RpropOptions>>,
  ): Tensor {
    const { etas, stepSizes } = context.options;
    const g = withWeightDecay(p, gradient, context);
    const [zero, one] = [constant(0, p.dtype), constant(1, p.dtype)];
    const first = context.once("first", () =>
      context.step
        .lessEqual(constant(1, "float64"))
        .where(context.exactLearningRate, constant(0, "float64")),
    );
    const u = g.sign();
    const turn = u.mul(context.get("sign"));
    const slower = turn.less(zero).where(context.scalar("slower", etas[0]), one);
    const factor = turn.greater(zero).where(context.scalar("faster", etas[1]), slower);
    const grown = context.get("stepSize").add(first).mul(factor);
    const [shortest, longest] = [
      context.scalar("shortest", stepSizes[0]),
      context.scalar("longest", stepSizes[1]),
    ];
    const s = context.set("stepSize", grown.maximum(shortest).minimum(longest));
    const way = context.set("sign", turn.less(zero).where(zero, u));
    return p.sub(s.mul(way));
  }
}
