import type { Affine } from "./affine.ts";
import type { Access, Instruction, Loop, Store } from "./plan.ts";

/** Every affine expression of a loop nest. */
export function expressions({ body, stores }: Pick<Loop, "body" | "stores">): Affine[] {
  const found = stores.map(({ access }) => access.at);
  body.forEach((one) => {
    if ("access" in one) found.push(one.access.at);
    if ("at" in one) found.push(one.at);
    if ("key" in one) found.push(one.key.at);
  });
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
