import { type DType, dtypeOfArray, isFloating } from "./dtype.ts";
import { dtypeError, sentence, shapeError } from "./scope.ts";

// Checks of arguments that types make already, for programs without types. Under the condition `chainrule-lean` `lean/argument-checks.ts` stands in for this
// file, and nothing is checked.

/** What a value is, as errors say it: itself, or of an object its class. */
function valueOrClass(value: unknown): string {
  return typeof value === "object" && value !== null ? value.constructor?.name : String(value);
}

/**
 * Throws a `ShapeError` in the name of an operation unless each of `lists`, such as a shape or axes, is an array.
 *
 * ```ts
 * import { checkArray } from "@chainrule/graph";
 *
 * checkArray("zeros", 3); // throws zeros: needs an array; got 3.
 * ```
 */
export function checkArray(name: string, ...lists: readonly unknown[]): void {
  for (const list of lists) {
    if (!Array.isArray(list)) throw shapeError(name, `needs an array; got ${valueOrClass(list)}.`);
  }
}

/**
 * Throws a `DTypeError` in the name of an operation unless `dtype` is floating.
 *
 * ```ts
 * import { checkFloating } from "@chainrule/graph";
 *
 * checkFloating("rand", "int32"); // throws rand: needs float32 or float64; got int32.
 * ```
 */
export function checkFloating(name: string, dtype: DType): void {
  if (!isFloating(dtype)) throw dtypeError(name, `needs float32 or float64; got ${dtype}.`);
}

/**
 * Throws a `DTypeError` in the name of an operation unless a dtype is held by `array`.
 *
 * ```ts
 * import { checkTypedArray } from "@chainrule/graph";
 *
 * checkTypedArray("fromData", [1, 2]); // throws fromData: needs a Float32Array, Float64Array, Int32Array or Uint8Array; got Array.
 * ```
 */
export function checkTypedArray(name: string, array: unknown): void {
  if (dtypeOfArray(array) !== undefined) return;
  throw dtypeError(
    name,
    `needs a Float32Array, Float64Array, Int32Array or Uint8Array; got ${valueOrClass(array)}.`,
  );
}

/**
 * Throws a `TypeError` in the name of an operation unless `value`, which it calls `what`, is one of the class `kind`, which it calls `needed`.
 *
 * ```ts
 * import { checkKind } from "@chainrule/graph";
 *
 * checkKind("plot", "the end", 3, Date, "a date"); // throws plot: the end must be a date; got number.
 * ```
 */
export function checkKind(
  name: string,
  what: string,
  value: unknown,
  kind: { [Symbol.hasInstance](value: unknown): boolean },
  needed: string,
): void {
  if (!(value instanceof kind)) {
    throw new TypeError(`${name}: ${what} must be ${needed}; got ${typeof value}.`);
  }
}

/**
 * Throws a `TypeError` in the name of an operation unless `value`, which it calls `what`, is one of the names `known`, or `undefined`.
 *
 * ```ts
 * import { checkOneOf } from "@chainrule/graph";
 *
 * checkOneOf("pad", "the mode", "wrapped", ["edge", "wrap"]); // throws pad: the mode must be "edge" or "wrap"; got "wrapped".
 * ```
 */
export function checkOneOf(
  name: string,
  what: string,
  value: unknown,
  known: readonly string[],
): void {
  if (value === undefined || known.includes(value as string)) return;
  const [last, ...others] = known.map((one) => JSON.stringify(one)).toReversed();
  const all = `${others.toReversed().join(", ")} or ${last}`;
  throw new TypeError(`${name}: ${what} must be ${all}; got ${JSON.stringify(value)}.`);
}

/** An entry for every option of `O`; what it holds is of no matter. */
export type Names<O> = { readonly [K in keyof O]-?: unknown };

/**
 * Throws unless `options`, where there are any (or always, if they are `needed`), are an object with no names but those that `known` has.
 *
 * ```ts
 * import { checkNames } from "@chainrule/graph";
 *
 * const options: object = { learningRat: 0.1 };
 * checkNames("Adam", options, { learningRate: 0, eps: 0 }); // throws Adam: there is no option learningRat, only learningRate, eps.
 * ```
 */
export function checkNames<O extends object>(
  name: string,
  options: O | undefined,
  known: Names<O>,
  needed = false,
): void {
  if (options === undefined && !needed) return;
  // What is no object has no names: it is one itself.
  const isObject = typeof options === "object" && options !== null;
  const names = isObject ? Object.keys(options) : [String(options)];
  const unknown = names.find((option) => !Object.hasOwn(known, option));
  if (unknown === undefined) return;
  const all = Object.keys(known).join(", ");
  throw new TypeError(sentence(name, `there is no option ${unknown}, only ${all}.`));
}
