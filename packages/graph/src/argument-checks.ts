import type { Branded, Copy } from "./copies.ts";
import { type DType, dtypeOfArray, isFloating } from "./dtype.ts";
import { kindOf } from "./kind.ts";
import { dtypeError, sentence, shapeError } from "./scope.ts";

// Checks of arguments that types make already, for programs without types, and of two copies of the library in one program. Under the condition `chainrule-lean` `lean/argument-checks.ts` stands in for this
// file, and nothing is checked.

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
    if (!Array.isArray(list)) throw shapeError(name, `needs an array; got ${kindOf(list)}.`);
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
    `needs a Float32Array, Float64Array, Int32Array or Uint8Array; got ${kindOf(array)}.`,
  );
}

/** A class. */
interface Kind {
  readonly prototype: object;
  [Symbol.hasInstance](value: unknown): boolean;
}

/** The packages whose values others tell by their classes. */
const packages = ["@chainrule/tensor", "@chainrule/layers"];

/**
 * Says which copy of a package makes the instances of a class.
 *
 * ```ts
 * import { type Branded, markCopy } from "@chainrule/graph";
 *
 * class Tensor {}
 * markCopy(Tensor, "@chainrule/tensor", "1.0.0");
 * (new Tensor() as Branded)[Symbol.for("@chainrule/tensor")]?.version; // => "1.0.0"
 * ```
 */
export function markCopy(kind: Kind, name: string, version: string): void {
  Object.defineProperty(kind.prototype, Symbol.for(name), { value: { version } });
}

/**
 * The mistake of giving one copy of a package what another one made.
 *
 * ```ts
 * import { copyError } from "@chainrule/graph";
 *
 * const { message } = copyError("@chainrule/tensor", { version: "1.0.0" }, { version: "1.1.0" });
 * message.startsWith("@chainrule/tensor is loaded twice (1.0.0 and 1.1.0)"); // => true
 * ```
 */
export function copyError(name: string, ours: Copy, theirs: Copy): TypeError {
  return new TypeError(
    `${name} is loaded twice (${ours.version} and ${theirs.version}), and one copy was given what the other made; load one (npm ls ${name}).`,
  );
}

/**
 * Throws a `TypeError` if `value` was made by another copy of the package that the class `kind` gives is of: it is not an instance, then, though it looks like
 * one. (The class is given by a function, for bundlers to drop with the call.)
 *
 * ```ts
 * import { checkCopy, markCopy } from "@chainrule/graph";
 *
 * class Tensor {}
 * class OtherTensor {}
 * markCopy(Tensor, "@chainrule/tensor", "1.0.0");
 * markCopy(OtherTensor, "@chainrule/tensor", "1.1.0");
 * checkCopy(new OtherTensor(), () => Tensor); // throws @chainrule/tensor is loaded twice (1.0.0 and 1.1.0)
 * ```
 */
export function checkCopy(value: unknown, kind: () => Kind): void {
  for (const name of packages) {
    const [ours, theirs] = [kind().prototype, value].map(
      (one) => (one as Branded | null | undefined)?.[Symbol.for(name)],
    );
    if (ours && theirs && ours !== theirs) throw copyError(name, ours, theirs);
  }
}

/**
 * Throws a `TypeError` in the name of an operation unless `value`, which it calls `what`, is one of the class `kind`, which it calls `needed`.
 *
 * ```ts
 * import { checkKind } from "@chainrule/graph";
 *
 * checkKind("plot", "the end", 3, Date, "a date"); // throws plot: the end must be a date; got 3.
 * ```
 */
export function checkKind(
  name: string,
  what: string,
  value: unknown,
  kind: Kind,
  needed: string,
): void {
  if (!(value instanceof kind)) {
    checkCopy(value, () => kind);
    throw new TypeError(`${name}: ${what} must be ${needed}; got ${kindOf(value)}.`);
  }
}

/**
 * Throws a `TypeError` in the name of an operation unless each of `values`, which it calls `what` and their places, is one of the class `kind`, which it calls
 * `needed`.
 *
 * ```ts
 * import { checkKinds } from "@chainrule/graph";
 *
 * checkKinds("plot", "point", [3], Date, "a date"); // throws plot: point 0 must be a date; got 3.
 * ```
 */
export function checkKinds(
  name: string,
  what: string,
  values: readonly unknown[],
  kind: Kind,
  needed: string,
): void {
  values.forEach((value, i) => {
    checkKind(name, `${what} ${i}`, value, kind, needed);
  });
}

/**
 * Throws a `ShapeError` in the name of an operation unless `value` is an array or an object that is no instance of a class.
 *
 * ```ts
 * import { checkRecord } from "@chainrule/graph";
 *
 * checkRecord("plot", new Map()); // throws plot: needs an array; got Map.
 * ```
 */
export function checkRecord(name: string, value: unknown): void {
  // What a plain object inherits from, if anything, inherits from nothing.
  const parent = (x: unknown): unknown => x && Object.getPrototypeOf(x);
  if (Object(value) !== value || parent(parent(value))) checkArray(name, value);
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

/** An entry for every option of `O`; its value does not matter. */
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
  const all = Object.keys(known).join(", ");
  if (Object(options) !== options || Array.isArray(options)) {
    throw new TypeError(sentence(name, `options are ${all}; got ${kindOf(options)}.`));
  }
  const unknown = Object.keys(options as object).find((option) => !Object.hasOwn(known, option));
  if (unknown === undefined) return;
  throw new TypeError(sentence(name, `there is no option ${unknown}, only ${all}.`));
}
