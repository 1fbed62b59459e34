import type { Affine } from "./affine.ts";
import type { Contract, Loop } from "./plan.ts";

/** For each dimension of a contraction, the dimension of a nest that goes along it, and how many of its rounds are one step there; `null` where none does. */
type Counters = readonly ({ readonly dimension: number; readonly times: number } | null)[];

/**
 * A nest whose rounds are the elements of a contraction's operand `a` or `b`, or of its sums `c`, each once and in whatever order, can be written over the
 * contraction's dimensions instead. This gives the function that rewrites its expressions; `null` where the rounds are something else. The nest goes
 * through those elements with `strides`.
 */
export function inDimensions(
  { dimensions }: Contract,
  key: "a" | "b" | "c",
  { sizes }: Loop,
  strides: readonly number[],
): ((at: Affine) => Affine) | null {
  const crossed = dimensions.map((one) => ({ size: one.size, stride: one[key] ?? 0 }));
  const over = counters(crossed, sizes, strides);
  if (over === null) return null;
  return (at) => ({
    ...at,
    strides: over.map((counter) =>
      counter === null ? 0 : at.strides[counter.dimension]! * counter.times,
    ),
  });
}

/** The nest's dimension behind each of the contraction's, of which the nest may have joined several to one; `null` where they do not go through the same elements. */
function counters(
  crossed: readonly { readonly size: number; readonly stride: number }[],
  sizes: readonly number[],
  strides: readonly number[],
): Counters | null {
  const found: Counters = crossed.map(({ size, stride }) => {
    if (stride === 0 || size === 1) return null;
    const fitting = sizes
      .map((length, dimension) => ({ dimension, times: stride / strides[dimension]!, length }))
      .filter(({ times, length }) => Number.isInteger(times) && times > 0 && times * size <= length)
      .toSorted((p, q) => p.times - q.times);
    const [best] = fitting;
    return best === undefined ? null : { dimension: best.dimension, times: best.times };
  });
  // Together they must be all rounds of the nest, each once: the smallest steps first, each as long as those before it reach.
  for (const [dimension, length] of sizes.entries()) {
    const parts = crossed
      .flatMap(({ size }, d) =>
        found[d]?.dimension === dimension ? [{ size, times: found[d].times }] : [],
      )
      .toSorted((p, q) => p.times - q.times);
    let covered = 1;
    for (const { size, times } of parts) {
      if (times !== covered) return null;
      covered *= size;
    }
    if (covered !== length) return null;
  }
  const all = crossed.every(({ size, stride }, d) => stride === 0 || size === 1 || found[d]);
  return all ? found : null;
}
