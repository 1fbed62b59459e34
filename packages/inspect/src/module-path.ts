import type { Debug } from "@chainrule/graph";

/** The modules that a path such as `Sequential[2] Affine(128, 10)` leads through: `Sequential` and `[2] Affine(128, 10)`. A gradient is where that is which it is the gradient of. */
export function levelsOf({ module, outer, forward }: Debug): string[] {
  if (forward !== undefined) return levelsOf(forward);
  if (outer === undefined) return [];
  return [...levelsOf(outer), module.slice(outer.module.length).trim().replace(/^\./, "")];
}
