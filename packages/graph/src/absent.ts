/**
 * What takes the place of a function that a build under `condition` leaves out: it throws an `Error` in the name of an operation.
 *
 * ```ts
 * import { absent } from "@chainrule/graph";
 *
 * absent("convolve", "chainrule-dense")(); // throws convolve: needs a build without the condition chainrule-dense.
 * ```
 */
export function absent(name: string, condition: string): () => never {
  return () => {
    throw new Error(`${name}: needs a build without the condition ${condition}.`);
  };
}
