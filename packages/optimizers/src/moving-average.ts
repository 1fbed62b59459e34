import type { Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";

/** The names of `1 − rate`: made once, since V8 looks up a name that was just put together much more slowly. */
const rests = new Map<string, string>();

function restOf(name: string): string {
  let rest = rests.get(name);
  if (rest === undefined) rests.set(name, (rest = `1 - ${name}`));
  return rest;
}

/** `rate·kept + (1 − rate)·x`, a moving average that forgets by `rate`. */
export function movingAverage(
  name: string,
  kept: Tensor,
  x: Tensor,
  rate: number,
  context: Context<unknown>,
): Tensor {
  return kept.mul(context.scalar(name, rate)).add(x.mul(context.scalar(restOf(name), 1 - rate)));
}
