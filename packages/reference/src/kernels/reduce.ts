import { isFloating, type Reduce, stridesOf } from "@chainrule/graph";
import { type Kernels, places, type Value } from "./kernel.ts";

/** Calls `f` with each element of the result and the places in `x` of what it is reduced from. */
function each(
  x: Value,
  axes: readonly number[],
  f: (i: number, first: number, from: readonly number[]) => void,
): void {
  const strides = stridesOf(x.shape);
  const pick = <T>(list: readonly T[], reduced: boolean): T[] =>
    list.filter((_, axis) => axes.includes(axis) === reduced);
  const from = places(pick(x.shape, true), pick(strides, true));
  places(pick(x.shape, false), pick(strides, false)).forEach((first, i) => f(i, first, from));
}

type Combine = (sum: number, x: number) => number;

/** Combines in float64, starting with `neutral`, or `integer` in int32. */
function fold(neutral: number, f: Combine, integer: Combine = f) {
  return (
    [x]: readonly [Value],
    { axes }: { readonly axes: readonly number[] },
    out: Value,
  ): void => {
    const combine = isFloating(x.dtype) ? f : integer;
    each(x, axes, (i, first, from) => {
      let result = neutral;
      for (const place of from) result = combine(result, x.data[first + place]!);
      out.data[i] = result;
    });
  };
}

/** The first position whose element is NaN, or else is `better` than all before it. */
function position(better: (x: number, best: number) => boolean) {
  return ([x]: readonly [Value], { axis }: { readonly axis: number }, out: Value): void => {
    each(x, [axis], (i, first, from) => {
      let best = 0;
      from.forEach((place, at) => {
        const before = x.data[first + from[best]!]!;
        const element = x.data[first + place]!;
        if (!Number.isNaN(before) && (Number.isNaN(element) || better(element, before))) best = at;
      });
      out.data[i] = best;
    });
  };
}

export const reduce: Kernels<Reduce> = {
  sum: fold(
    0,
    (sum, x) => sum + x,
    (sum, x) => (sum + x) | 0,
  ),
  prod: fold(1, (product, x) => product * x, Math.imul),
  max: fold(-Infinity, (most, x) => Math.max(most, x)),
  min: fold(Infinity, (least, x) => Math.min(least, x)),
  argmax: position((x, best) => x > best),
  argmin: position((x, best) => x < best),
};
