import type { WithGroups } from "./options.ts";
import { SGD, type SGDOptions } from "./sgd.ts";

/** The options of {@link Momentum}. */
export type MomentumOptions = Omit<SGDOptions, "nesterov">;

/**
 * Gradient descent with momentum `μ` (Polyak 1964): `SGD` with a momentum of 0.9 and a learning rate of 0.01 unless given.
 *
 * ```text
 * v ← μ·v + g
 * p ← p − lr·v
 * ```
 *
 * Another usual form, `v ← μ·v − lr·g; p ← p + v`, keeps the learning rate in the velocity. Both give the same values while the rate stays as it
 * is. When it changes, this form steps by the new rate at once, along all of the velocity; the other goes on with steps of the old rate,
 * which fade by `μ` in each update.
 *
 * ```ts
 * import { Momentum } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([0]));
 * const momentum = new Momentum({ learningRate: 1, momentum: 0.5 });
 * momentum.update([p], [tensor([1])]); // v = 1, p = -1
 * momentum.update([p], [tensor([1])]); // v = 1.5
 * p; // => [-2.5]
 * ```
 */
export class Momentum extends SGD {
  protected static override readonly called = "Momentum";

  constructor(options: WithGroups<MomentumOptions> = {}) {
    super(options, { learningRate: 0.01, momentum: 0.9 });
  }
}
