import { Optimizer } from "#optimizer";
import { checkFraction, checkKind, type Shape } from "@chainrule/graph";
import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import type { OptimizerOptions, WithGroups } from "./options.ts";

/** What a {@link Lookahead} takes besides the options of its optimizer. */
export interface LookaheadOptions extends OptimizerOptions {
  /** k, how many steps of the optimizer a slow step follows. Default 5. */
  readonly syncPeriod?: number;
  /** α, how far a slow step goes towards where the optimizer has come. Default 0.5. */
  readonly slowStepSize?: number;
}

/**
 * An optimizer that goes ahead, and slow weights that follow: after each `k` steps `p` of the optimizer, the slow weights `φ` go part of the way towards `p`, which goes on from there. It makes the steps of the optimizer
 * less sensitive to its learning rate, and their noise less.
 *
 * ```text
 * p ← the step of the optimizer      in each update, where φ is p before the first
 * φ ← φ + α·(p − φ);  p ← φ          in each k-th update, besides
 * ```
 *
 * It takes over the rule, the options and the groups of the optimizer, which is not used itself: what the rule remembers is here, and is saved with the slow weights by `stateDict`. What it remembers goes on at a slow step.
 *
 * Throws unless `k` is an integer from 1, and `α` a number from 0 to 1.
 *
 * Zhang et al., *Lookahead Optimizer: k steps forward, 1 step back* (2019), algorithm 1; options are called as those of TensorFlow Addons' `Lookahead`.
 *
 * ```ts
 * import { Lookahead, SGD } from "@chainrule/optimizers";
 * import { Parameter } from "@chainrule/tensor";
 *
 * const p = new Parameter([0]);
 * const lookahead = new Lookahead(new SGD({ learningRate: 1 }), { syncPeriod: 2 });
 * lookahead.update([p], [[-4]]);
 * p.item(); // => 4
 * lookahead.update([p], [[-2]]); // 6, and half of the way from 0 to there
 * p.item(); // => 3
 * ```
 */
export class Lookahead<O extends OptimizerOptions = OptimizerOptions> extends Optimizer<
  O & LookaheadOptions
> {
  readonly #optimizer: Optimizer<O>;

  constructor(optimizer: Optimizer<O>, options?: WithGroups<O & LookaheadOptions>) {
    checkKind("Lookahead", "the optimizer", optimizer, Optimizer, "an Optimizer");
    const defaults = { ...optimizer.options, syncPeriod: 5, slowStepSize: 0.5 };
    const { groups } = optimizer;
    super("Lookahead", { ...defaults, groups } as never, options);
    this.#optimizer = optimizer;
  }

  protected override check(options: Required<O & LookaheadOptions>): void {
    super.check(options);
    const { syncPeriod, slowStepSize } = options;
    if (!Number.isSafeInteger(syncPeriod) || (syncPeriod as number) < 1) {
      throw new RangeError(`Lookahead: syncPeriod must be an integer from 1; got ${syncPeriod}.`);
    }
    checkFraction("Lookahead", "slowStepSize", slowStepSize as number);
  }

  override shapeOf(name: string, shape: Shape): Shape {
    return this.#optimizer.shapeOf(name, shape);
  }

  protected override rule(
    p: Tensor,
    gradient: Tensor,
    context: Context<Required<O & LookaheadOptions>>,
  ): Tensor {
    const { syncPeriod, slowStepSize } = context.options;
    const fast = this.#optimizer["rule"](p, gradient, context as never);
    const number = (value: number): Tensor => constant(value, "float64");
    const [zero, one] = [number(0), number(1)];
    const { step } = context;
    const flag = (name: string, holds: () => Tensor): Tensor => {
      const value = context.once(name, () => holds().where(one, zero));
      return value.greater(constant(0, p.dtype));
    };
    const isFirst = flag("isFirst", () => step.lessEqual(one));
    const isSlow = flag("isSlow", () =>
      step.mod(context.exact("syncPeriod", syncPeriod as number)).equal(zero),
    );
    const before = isFirst.where(p, context.get("slow"));
    const part = context.scalar("slowStepSize", slowStepSize as number);
    const after = before.add(fast.sub(before).mul(part));
    context.set("slow", isSlow.where(after, before));
    return isSlow.where(after, fast);
  }
}
