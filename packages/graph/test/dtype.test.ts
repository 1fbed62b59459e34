import { expect, test } from "vitest";
import {
  allocate,
  bytesOf,
  dtypeOfArray,
  dtypes,
  holds,
  isFloating,
  promote,
} from "../src/index.ts";

test.each([
  ["bool", Uint8Array, 1, false],
  ["uint8", Uint8Array, 1, false],
  ["int32", Int32Array, 4, false],
  ["float32", Float32Array, 4, true],
  ["float64", Float64Array, 8, true],
] as const)("%s", (dtype, array, bytes, floating) => {
  expect(allocate(dtype, 2)).toEqual(new array(2));
  expect(bytesOf(dtype)).toBe(bytes);
  expect(isFloating(dtype)).toBe(floating);
  expect(holds(new array(2), dtype)).toBe(true);
  expect(holds([1, 2], dtype)).toBe(false);
});

test("a typed array of another realm, as of a page's frame, holds elements, too", () => {
  // Such an array differs from one of this realm in its prototype only.
  const foreign: unknown = Object.setPrototypeOf(
    new Float64Array(2),
    Object.getPrototypeOf(Float64Array.prototype),
  );
  expect(foreign).not.toBeInstanceOf(Float64Array);
  expect(dtypeOfArray(foreign)).toBe("float64");
  expect(holds(foreign, "float32")).toBe(false);
});

test("a dtype that there is none of is a sentence", () => {
  for (const none of ["float16", "toString"]) {
    const sentence = `dtype: it must be one of bool, uint8, int32, float32, float64; got ${none}.`;
    expect(() => allocate(none as "float32", 1)).toThrow(sentence);
    expect(() => bytesOf(none as "float32")).toThrow(sentence);
  }
});

test("bool < uint8 < int32 < float32 < float64", () => {
  const order = ["bool", "uint8", "int32", "float32", "float64"];
  expect(dtypes).toEqual(order);
  for (const a of dtypes) {
    for (const b of dtypes) {
      expect(promote(a, b)).toBe(order[Math.max(order.indexOf(a), order.indexOf(b))]);
    }
  }
});
