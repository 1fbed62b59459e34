import { expect, test } from "vitest";
import { says } from "./sentences.ts";

test("constant is a scalar of its dtype", () => {
  expect(says("constant", [], { value: 0.5, dtype: "float64" })).toBe("float64[]");
});

test("iota is a vector of its length", () => {
  expect(says("iota", [], { length: 0, dtype: "int32" })).toBe("int32[0]");
  expect(says("iota", [], { length: -1, dtype: "int32" })).toMatchInlineSnapshot(
    `"ShapeError: iota: lengths must be integers from 0 to 2³¹ − 1; got [-1]."`,
  );
  expect(says("iota", [], { length: 3, dtype: "bool" })).toMatchInlineSnapshot(
    `"DTypeError: iota: needs a numeric dtype; got bool."`,
  );
});

test("random takes a key of four words", () => {
  const random = (key: string, dtype: "float32" | "bool" | "uint8"): string =>
    says("random", [key], { shape: [2, 3], dtype });
  expect(random("int32[4]", "float32")).toBe("float32[2, 3]");
  expect(random("int32[2]", "float32")).toMatchInlineSnapshot(
    `"ShapeError: random: the key must be int32 of shape [4]; got int32 [2]."`,
  );
  expect(random("float32[4]", "float32")).toMatchInlineSnapshot(
    `"ShapeError: random: the key must be int32 of shape [4]; got float32 [4]."`,
  );
  expect(random("int32[4]", "bool")).toMatchInlineSnapshot(
    `"DTypeError: random: draws int32, float32 or float64; got bool."`,
  );
  expect(random("int32[4]", "uint8")).toMatchInlineSnapshot(
    `"DTypeError: random: draws int32, float32 or float64; got uint8."`,
  );
});
