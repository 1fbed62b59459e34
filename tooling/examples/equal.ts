import { expect } from "vitest";

/**
 * Asserts that an example's value equals the one in its comment. A tensor is compared as its `toArray()`, also in lists and records of them, a typed array as an array
 * unless the comment has a typed array.
 */
export function equal(actual: unknown, expected: unknown): void {
  expect(plain(actual, expected)).toEqual(expected);
}

function plain(value: unknown, expected: unknown): unknown {
  if (ArrayBuffer.isView(value) && !ArrayBuffer.isView(expected)) return Object.values(value);
  if (typeof value !== "object" || value === null) return value;
  if ("toArray" in value) return typeof value.toArray === "function" ? value.toArray() : value;
  if (Array.isArray(value)) return value.map((part, i) => plain(part, partOf(expected, i)));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, plain(part, partOf(expected, name))]),
  );
}

function partOf(expected: unknown, name: string | number): unknown {
  return typeof expected === "object" && expected !== null
    ? (expected as Readonly<Record<string | number, unknown>>)[name]
    : undefined;
}
