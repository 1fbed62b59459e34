import type { Parameter, Tensor } from "@chainrule/tensor";
import type { Group } from "./group.ts";
import type { Slot } from "./slot.ts";
import type { Update } from "./update.ts";

/**
 * What the rule of an optimizer sees beside the parameter and its gradient: options, the learning rate, and what it remembers of earlier updates.
 *
 * ```ts
 * import { type Context, Optimizer, type OptimizerOptions } from "@chainrule/optimizers";
 * import { Parameter, type Tensor } from "@chainrule/tensor";
 *
 * // Steps along the mean of all gradients so far: s ← s + g; p ← p − lr·s / t.
 * class Averaged extends Optimizer {
 *   constructor(learningRate: number) {
 *     super("Averaged", { learningRate, weightDecay: 0, maximize: false });
 *   }
 *
 *   protected override rule(p: Tensor, g: Tensor, context: Context<OptimizerOptions>): Tensor {
 *     const sum = context.set("sum", context.get("sum").add(g));
 *     const rate = context.once("rate", () => context.exactLearningRate.div(context.step));
 *     return p.sub(sum.mul(rate));
 *   }
 * }
 *
 * const p = new Parameter([10]);
 * const averaged = new Averaged(1);
 * averaged.update([p], [[4]]); // p = 6
 * averaged.update([p], [[2]]); // the mean of 4 and 2
 * p; // => [3]
 * ```
 */
export class Context<O> {
  readonly #group: Group<O>;
  readonly #parameter: Parameter;
  readonly #slot: Slot;
  readonly #update: Update;

  constructor(group: Group<O>, parameter: Parameter, slot: Slot, update: Update) {
    this.#group = group;
    this.#parameter = parameter;
    this.#slot = slot;
    this.#update = update;
  }

  /** The options for the parameter: the optimizer's, or those of its group. For the learning rate, ask below: it may be a tensor. */
  get options(): O {
    return this.#group.options;
  }

  /** The learning rate as a scalar of the parameter's dtype. */
  get learningRate(): Tensor {
    const { rate } = this.#group;
    if (typeof rate === "number") return this.scalar("learningRate", rate);
    return this.once("learningRate", () => this.exactLearningRate);
  }

  /** The learning rate as a scalar of float64, for `once`. */
  get exactLearningRate(): Tensor {
    const { rate } = this.#group;
    return typeof rate === "number" ? this.exact("learningRate", rate) : rate.cast("float64");
  }

  /**
   * `value` as a scalar of the parameter's dtype: an input of the program called `name`, the same for all parameters. Two
   * numbers need two names.
   */
  scalar(name: string, value: number): Tensor {
    return this.#group.inputs.get(name, value, this.#parameter.dtype);
  }

  /** As `scalar`, but of float64, for `once`. */
  exact(name: string, value: number): Tensor {
    return this.#group.inputs.get(name, value, "float64");
  }

  /** What the optimizer remembers about the parameter under `name`: before the first update, `initial` everywhere. */
  get(name: string, initial = 0): Tensor {
    return this.#slot.state(name, initial);
  }

  /** Remembers `value` under `name` when the update is made, and returns it. */
  set(name: string, value: Tensor): Tensor {
    const state = this.#slot.state(name, 0);
    this.#update.later(state, value);
    return value;
  }

  /**
   * How often the parameter has been updated, this update included: a scalar of float64, for `once`. Only updates count in which the rule asks for it; one
   * that needs it sometimes, as options may be changed, asks always.
   */
  get step(): Tensor {
    return this.#update.step(this.#slot.counter);
  }

  /**
   * A scalar that is the same for all parameters of a group, and computed once for them: `compute` gives it in float64 (in float32,
   * `1 − 0.999` is wrong by 5e-5), and the result is cast to the parameter's dtype.
   */
  once(name: string, compute: () => Tensor): Tensor {
    return this.#group.once(this.#slot.counter, name, this.#parameter.dtype, compute);
  }
}
