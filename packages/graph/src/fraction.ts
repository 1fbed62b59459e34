/**
 * Throws a `RangeError` in the name of an operation unless `value`, which it calls `what`, is from 0 to 1: a probability, or a part of something.
 *
 * ```ts
 * import { checkFraction } from "@chainrule/graph";
 *
 * checkFraction("dropout", "p", 1.5); // throws dropout: p must be from 0 to 1; got 1.5.
 * ```
 */
export function checkFraction(name: string, what: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new RangeError(`${name}: ${what} must be from 0 to 1; got ${value}.`);
}
