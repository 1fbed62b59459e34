/**
 * What a value is, as errors say it: a number or a boolean itself, of an object its class, and else what kind of value it is.
 *
 * ```ts
 * import { kindOf } from "@chainrule/graph";
 *
 * [3, null, "3", [3], { a: 3 }].map(kindOf); // => ["3", "null", "a string", "Array", "Object"]
 * ```
 */
export function kindOf(value: unknown): string {
  if (typeof value === "object" && value !== null) return value.constructor?.name || "an object";
  const isShort = typeof value === "number" || typeof value === "boolean";
  return isShort || value === null || value === undefined ? String(value) : `a ${typeof value}`;
}
