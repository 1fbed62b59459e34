import { gradients } from "@chainrule/autograd";
import { checkNames } from "@chainrule/graph";
import type { Module } from "@chainrule/layers";
import { Adam } from "@chainrule/optimizers";
import { constant, type Tensor } from "@chainrule/tensor";
import { checkCount } from "../argument-checks.ts";
import { counted, digits } from "../quantity.ts";
import type { Finding } from "./finding.ts";

/** How long to train on the batch, and what must come of it. */
export interface OverfitOptions {
  /** How many steps of Adam; 100. */
  readonly steps?: number;
  /** Adam's learning rate; 0.01. */
  readonly learningRate?: number;
  /** The part of the first loss that must be reached; 0.1. */
  readonly target?: number;
}

/** How training on one batch went. */
export interface Overfit {
  readonly first: number;
  readonly best: number;
  readonly steps: number;
}

/** Trains `model` on one batch, then gives all its parameters and state back the values they had. */
export function overfit(model: Module, loss: () => Tensor, options: OverfitOptions): Overfit {
  checkNames("diagnose", options, { steps: 0, learningRate: 0, target: 0 });
  const { steps = 100, learningRate = 0.01, target = 0.1 } = options;
  checkCount("diagnose", "steps", steps, 1);
  if (!(target > 0 && target < 1)) {
    throw new RangeError(`diagnose: the target must be a number between 0 and 1; got ${target}.`);
  }
  const saved = model.stateDict();
  const parameters = model.parameters();
  const adam = new Adam({ learningRate });
  let [first, best, step] = [NaN, Infinity, 0];
  try {
    for (; step <= steps; step++) {
      const now = loss();
      if (step < steps) {
        adam.update(parameters, gradients(now, parameters, { allowUnused: true }));
      }
      const value = now.item();
      if (step === 0) first = value;
      if (value < best) best = value;
      if (!Number.isFinite(value) || value <= target * first) break;
    }
  } finally {
    model.loadStateDict(saved);
    // Any run carries the assignments out.
    constant(0).item();
  }
  return { first, best, steps: Math.min(step, steps) };
}

/** A loss that stays high on a few examples seen again and again. */
export function examineOverfit(
  { first, best, steps }: Overfit,
  { target = 0.1 }: OverfitOptions,
): Finding[] {
  if (best <= target * first) return [];
  const sentence = `the model cannot overfit one batch: after ${counted(steps, "step")} of Adam on it the loss is ${digits(best)}, from ${digits(first)}; a model that is large enough, gets its gradients and has matching labels comes near 0 (if this loss cannot, or not so soon, say so with overfit: { target, steps }).`;
  return [{ kind: "cannot-overfit", where: "", value: best, sentence }];
}
