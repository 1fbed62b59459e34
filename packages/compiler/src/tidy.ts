import type { Affine } from "./affine.ts";
import { expressions, mapExpressions } from "./expressions.ts";
import type { Loop } from "./plan.ts";

/** The strides of the read that goes through most elements; of the store where nothing is read. */
function stridesOfLargestRead(loop: Loop, ofStore: readonly number[]): readonly number[] {
  let best = { elements: 0, strides: ofStore };
  for (const one of loop.body) {
    if (one.op !== "load") continue;
    const { strides } = one.access.at;
    const elements = loop.sizes.reduce((n, size, d) => (strides[d] === 0 ? n : n * size), 1);
    if (elements > best.elements) best = { elements, strides };
  }
  return best.strides;
}

/**
 * The same nest with other dimensions, for an engine to run through memory in long lines: kept ones before reduced ones; within both, those with larger
 * strides further out, where the order does not matter; none of length 1; and neighbours as one where every access goes through them as through one.
 */
export function tidy(loop: Loop): Loop {
  // What is kept is ordered as the result lies, where what is scattered moves by the scatter's stride, and what is reduced as the largest operand lies.
  const { access, scatter } = loop.stores[0]!;
  const kept = access.at.strides.map((stride) => (stride || scatter?.stride) ?? 0);
  const summed = stridesOfLargestRead(loop, kept);
  // argmax and argmin give the first of equal elements, so the rounds of what they reduce stay in order.
  const counted = loop.stores.some(
    ({ reduction }) => reduction === "argmax" || reduction === "argmin",
  );
  const order = loop.sizes
    .map((_, d) => d)
    .filter((d) => loop.sizes[d] !== 1)
    .toSorted((p, q) => {
      if (loop.reduced[p] !== loop.reduced[q]) return loop.reduced[p] ? 1 : -1;
      if (loop.reduced[p] && counted) return p - q;
      const strides = loop.reduced[p] ? summed : kept;
      return Math.abs(strides[q]!) - Math.abs(strides[p]!) || p - q;
    });
  const all = expressions(loop);
  const groups: number[][] = [];
  for (const d of order) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const joins =
      before !== undefined &&
      loop.reduced[before] === loop.reduced[d] &&
      all.every(({ strides }) => strides[before] === strides[d]! * loop.sizes[d]!);
    if (joins) group!.push(d);
    else groups.push([d]);
  }
  const sizes = groups.map((group) => group.reduce((n, d) => n * loop.sizes[d]!, 1));
  const reduced = groups.map((group) => loop.reduced[group[0]!]!);
  const strides = (at: Affine): number[] => groups.map((group) => at.strides[group.at(-1)!]!);
  return {
    ...loop,
    sizes,
    reduced,
    ...mapExpressions(loop, (at) => ({ ...at, strides: strides(at) })),
  };
}
