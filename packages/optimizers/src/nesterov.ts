import type { WithGroups } from "./options.ts";
import { SGD, type SGDOptions } from "./sgd.ts";

/** The options of {@link Nesterov}. */
export type NesterovOptions = Omit<SGDOptions, "nesterov" | "dampening">;

/**
 * Nesterov's accelerated gradient (1983), in the form of Sutskever et al. (2013): `SGD` with `nesterov`, a momentum of
 * 0.9 and a learning rate of 0.01 unless given.
 *
 * ```text
 * v ← μ·v + g
 * p ← p − lr·(g + μ·v)
 * ```
 *
 * With the learning rate in the velocity this is `p ← p + μ²·v − (1 + μ)·lr·g; v ← μ·v − lr·g`: the *old* velocity moves `p`. (Updating `v` first and
 * adding `μ²` of the new one, as is sometimes seen, is another rule, whose first step is too long.) Both forms give the same values until the learning rate changes:
 * then this one applies the new rate to all of the velocity.
 *
 * ```ts
 * import { Nesterov } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([0]));
 * const nesterov = new Nesterov({ learningRate: 1, momentum: 0.5 });
 * nesterov.update([p], [tensor([1])]); // v = 1
 * p; // => [-1.5]
 * ```
 */
export class Nesterov extends SGD {
  protected static override readonly called = "Nesterov";

  constructor(options: WithGroups<NesterovOptions> = {}) {
    super(options, { learningRate: 0.01, momentum: 0.9, nesterov: true });
  }
}
