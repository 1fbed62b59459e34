import type { SavedTensor } from "@chainrule/graph";
import { BareOptimizer } from "./bare-optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import { loadOptimizer, saveOptimizer } from "./state-dict.ts";

/**
 * What all optimizers are: a rule that gives a parameter its next value from its gradient, and what the rule remembers.
 *
 * To write one, extend this class and give its rule:
 *
 * ```ts
 * import { type Context, Optimizer, type OptimizerOptions } from "@chainrule/optimizers";
 * import { Parameter, type Tensor, tensor } from "@chainrule/tensor";
 *
 * class SignDescent extends Optimizer {
 *   constructor(learningRate: number) {
 *     super("SignDescent", { learningRate, weightDecay: 0, maximize: false });
 *   }
 *
 *   protected override rule(p: Tensor, gradient: Tensor, context: Context<OptimizerOptions>): Tensor {
 *     return p.sub(gradient.sign().mul(context.learningRate));
 *   }
 * }
 *
 * const p = new Parameter(tensor([1, 2]));
 * new SignDescent(0.5).update([p], [tensor([3, -4])]);
 * p; // => [0.5, 2.5]
 * ```
 */
export abstract class Optimizer<
  O extends OptimizerOptions = OptimizerOptions,
> extends BareOptimizer<O> {
  /**
   * A copy of what an exact continuation needs, as plain objects: the learning rate, and for each parameter, numbered in the
   * order of first updates, what is remembered about it: `0.mean`, `0.square`, `0.step` and so on.
   *
   * ```ts
   * import { Adam } from "@chainrule/optimizers";
   * import { Parameter, tensor } from "@chainrule/tensor";
   *
   * const p = new Parameter(tensor([1, 2]));
   * const adam = new Adam({ learningRate: 0.5, betas: [0.5, 0.75] });
   * adam.update([p], [tensor([2, 4])]);
   * const saved = adam.stateDict();
   * saved["0.mean"]!.data; // => [1, 2]
   *
   * const other = new Adam({ betas: [0.5, 0.75] });
   * other.loadStateDict(saved);
   * other.learningRate; // => 0.5
   * ```
   */
  stateDict(): Record<string, SavedTensor> {
    return saveOptimizer(this);
  }

  /**
   * Goes on from what `stateDict` gave, in place of anything remembered before. Parameters are recognised by the order in
   * which they are first updated; options other than the learning rate are those of this optimizer.
   *
   * Throws, and changes nothing, unless the state has for each parameter exactly what this rule remembers with these options, each of its shape: at once where the parameter has been updated before, or else in its first update.
   */
  loadStateDict(dict: Readonly<Record<string, SavedTensor>>): void {
    loadOptimizer(this, dict);
  }
}
