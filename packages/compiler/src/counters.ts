import type { Affine } from "./affine.ts";
import type { Contract, Loop } from "./plan.ts";

/** For each dimension of a contraction, the counter of a nest that moves with it, and by how many rounds; `null` where none does. */
type Counters = readonly ({ readonly dimension: number; readonly times: number } | null)[];

/**
 * How a nest's expressions are said in a contraction's dimensions, if its rounds are the elements of an operand or the sums, `key`, which it crosses with
 * `strides`: each once, in whatever order. `null` where they are not.
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

/** How dimensions, joined as they may be, follow from those of a nest that crosses the same elements with `strides`; `null` where they do not. */
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
  // Every round of the nest is one element's.
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
