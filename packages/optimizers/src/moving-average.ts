import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";

/** The names of `1 − rate`: made once, since V8 looks up a name that was just put together much more slowly. */
const rests = new Map<string, string>();

function restOf(name: string): string {
  let rest = rests.get(name);
  if (rest === undefined) rests.set(name, (rest = `1 - ${name}`));
  return rest;
}

/**
 * The moving average that is remembered under `name`, which takes in `x` and forgets by `rate`: `a ← rate·a + (1 − rate)·x`. The rate enters the program under
 * `rateName`.
 */
export function movingAverage(
  name: string,
  x: Tensor,
  rateName: string,
  rate: number,
  context: Context<unknown>,
): Tensor {
  const kept = context.get(name).mul(context.scalar(rateName, rate));
  return context.set(name, kept.add(x.mul(context.scalar(restOf(rateName), 1 - rate))));
}

/**
 * `1 − rateᵗ` in float64, the weight of all that a moving average has taken in: divided by it, the average is one of what it took in, and not of the zero that it
 * began with, too.
 */
export function biasCorrection(rateName: string, rate: number, context: Context<unknown>): Tensor {
  return constant(1, "float64").sub(context.exact(rateName, rate).pow(context.step));
}
