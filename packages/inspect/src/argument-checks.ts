import { kindOf } from "@chainrule/graph";

// Checks of arguments that types make already, for programs without types.

/** Whether `value` can be waited for: a promise, also of another realm or library. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === "function";
}

/** Throws unless `value`, which the operation calls `what`, is a function. */
export function checkFunction(name: string, what: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new TypeError(`${name}: ${what} must be a function; got ${kindOf(value)}.`);
}

/** Throws unless `count`, which the operation calls `what`, is a whole number from `least`. */
export function checkCount(name: string, what: string, count: number, least: number): void {
  if (Number.isSafeInteger(count) && count >= least) return;
  throw new RangeError(
    `${name}: ${what} must be a whole number from ${least}; got ${typeof count === "number" ? count : kindOf(count)}.`,
  );
}
