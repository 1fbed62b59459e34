import type { Names } from "../argument-checks.ts";

export type { Names };

// What takes the place of `argument-checks.ts` under the condition `chainrule-lean`: nothing is checked, and bundlers drop the calls; what cannot
// go on says so in fewer words.

/** The lists are named one by one, not as a rest parameter: bundlers do not drop calls of functions that have one. */
export function checkArray(
  _name: string,
  _a: unknown,
  _b?: unknown,
  _c?: unknown,
  _d?: unknown,
): void {}

export function checkFloating(_name: string, _dtype: unknown): void {}

export function checkTypedArray(_name: string, _array: unknown): void {}

export function markCopy(_kind: unknown, _name: string, _version: string): void {}

export function copyError(name: string, _ours: unknown, _theirs: unknown): TypeError {
  return new TypeError(`${name} is loaded twice.`);
}

export function checkCopy(_value: unknown, _kind: unknown): void {}

export function checkKind(
  _name: string,
  _what: string,
  _value: unknown,
  _kind: unknown,
  _needed: string,
): void {}

export function checkKinds(
  _name: string,
  _what: string,
  _values: readonly unknown[],
  _kind: unknown,
  _needed: string,
): void {}

export function checkRecord(_name: string, _value: unknown): void {}

export function checkOneOf(
  _name: string,
  _what: string,
  _value: unknown,
  _known: readonly string[],
): void {}

export function checkNames<O extends object>(
  _name: string,
  _options: O | undefined,
  _known: Names<O>,
  _needed?: boolean,
): void {}
