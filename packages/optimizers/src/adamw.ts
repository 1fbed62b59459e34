import { Adam, type AdamOptions } from "./adam.ts";
import type { WithGroups } from "./options.ts";

/** The options of {@link AdamW}. */
export type AdamWOptions = Omit<AdamOptions, "decoupledWeightDecay">;

/**
 * Adam whose weight decay `λ` shrinks the parameter and is not part of the gradient:
 *
 * ```text
 * p ← p − lr·λ·p
 * m ← β₁·m + (1 − β₁)·g
 * v ← β₂·v + (1 − β₂)·g²
 * w = v                    if amsgrad w ← max(w, v)
 * p ← p − lr · m/(1 − β₁ᵗ) / (√(w/(1 − β₂ᵗ)) + ε)
 * ```
 *
 * as PyTorch's `AdamW`, with its defaults (learning rate 1e-3, weight decay 0.01). Loshchilov, Hutter, *Decoupled Weight Decay Regularization* (2019). Throws
 * when an option makes no sense.
 *
 * ```ts
 * import { AdamW } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([1, 2]));
 * new AdamW({ learningRate: 0.5, weightDecay: 0.5 }).update([p], [tensor([3, -4])]);
 * p; // => ≈ [0.25, 2]
 * ```
 */
export class AdamW extends Adam {
  protected static override readonly called = "AdamW";

  constructor(options: WithGroups<AdamWOptions> = {}) {
    super(options, { weightDecay: 0.01, decoupledWeightDecay: true });
  }
}
