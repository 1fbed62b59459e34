import { expect } from "vitest";

/**
 * Asserts that an example's value equals the one in its comment. A tensor is compared as its `toArray()`, a typed array as an array
 * unless the comment has a typed array.
 */
export function equal(actual: unknown, expected: unknown): void {
  expect(plain(actual, expected)).toEqual(expected);
}

function plain(value: unknown, expected: unknown): unknown {
  if (ArrayBuffer.isView(value) && !ArrayBuffer.isView(expected)) return Object.values(value);
  if (typeof value !== "object" || value === null || !("toArray" in value)) return value;
  return typeof value.toArray === "function" ? value.toArray() : value;
}
