import type { Affine } from "./affine.ts";
import type { Access, Instruction, Loop, Store } from "./plan.ts";

/** Every affine expression of a loop nest. */
function expressions(loop: Loop): Affine[] {
  const found = loop.stores.map(({ access }) => access.at);
  for (const one of loop.body) {
    if (one.op === "load" || one.op === "gather") found.push(one.access.at);
    if (one.op === "index") found.push(one.at);
    if (one.op === "random") found.push(one.at, one.key.at);
  }
  return found;
}

/**
 * The body and the stores of a nest with other affine expressions.
 *
 * ```ts
 * import { type Loop, mapExpressions } from "@chainrule/compiler";
 *
 * const at = { offset: 0, strides: [1], dynamic: [] };
 * const write = { reduction: null, accumulate: false, scatter: null, dtype: "int32" } as const;
 * const range: Loop = {
 *   kind: "loop",
 *   name: "iota",
 *   sizes: [3],
 *   reduced: [false],
 *   body: [{ op: "index", at, dtype: "int32" }],
 *   stores: [{ value: 0, access: { buffer: 0, at }, ...write }],
 * };
 * mapExpressions(range, (one) => ({ ...one, offset: 5 })).stores[0]!.access.at.offset; // => 5
 * ```
 */
export function mapExpressions(
  loop: Loop,
  f: (at: Affine) => Affine,
): { body: Instruction[]; stores: Store[] } {
  const access = ({ buffer, at }: Access): Access => ({ buffer, at: f(at) });
  const body = loop.body.map((one): Instruction => {
    switch (one.op) {
      case "load":
      case "gather":
        return { ...one, access: access(one.access) };
      case "index":
        return { ...one, at: f(one.at) };
      case "random":
        return { ...one, at: f(one.at), key: access(one.key) };
      default:
        return one;
    }
  });
  return { body, stores: loop.stores.map((store) => ({ ...store, access: access(store.access) })) };
}

/** The strides that decide the order of a nest: of its largest read, or of its store. */
function leading(loop: Loop, reduced: boolean): readonly number[] {
  const store = loop.stores[0]!.access.at.strides;
  if (!reduced) return store;
  let best = { elements: 0, strides: store };
  for (const one of loop.body) {
    if (one.op !== "load") continue;
    const { strides } = one.access.at;
    const elements = loop.sizes.reduce((n, size, d) => (strides[d] === 0 ? n : n * size), 1);
    if (elements > best.elements) best = { elements, strides };
  }
  return best.strides;
}

/** The nest with kept dimensions before reduced ones, each in the order in which memory lies where it does not matter, without dimensions of length 1, and with neighbours joined that every access crosses alike. */
export function tidy(loop: Loop): Loop {
  const kept = leading(loop, false);
  const summed = leading(loop, true);
  // The first of equal elements is found by counting through the reduced axis.
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
