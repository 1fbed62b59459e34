import { describe, expect, test } from "vitest";
import { says } from "./sentences.ts";

describe.each(["sum", "prod", "max", "min"] as const)("%s", (name) => {
  test("drops its axes", () => {
    expect(says(name, ["float32[2, 3, 4]"], { axes: [0, 2] })).toBe("float32[3]");
    expect(says(name, ["int32[2, 3]"], { axes: [0, 1] })).toBe("int32[]");
    expect(says(name, ["float64[]"], { axes: [] })).toBe("float64[]");
    expect(says(name, ["float32[0, 3]"], { axes: [1] })).toBe("float32[0]");
  });

  test.each([[[2]], [[-1]], [[0.5]], [[1, 0]], [[1, 1]]])("refuses axes %j", (axes) => {
    expect(says(name, ["float32[2, 3]"], { axes })).toBe(
      `ShapeError: ${name}: axes must be different axes of the input, in order; got axes [${axes.join(", ")}] of [2, 3].`,
    );
  });
});

test("sums of no elements have a value, extremes of none do not", () => {
  expect(says("sum", ["float32[0, 3]"], { axes: [0] })).toBe("float32[3]");
  expect(says("prod", ["float32[0, 3]"], { axes: [0] })).toBe("float32[3]");
  expect(says("max", ["float32[0, 3]"], { axes: [0], keepsNaN: true })).toMatchInlineSnapshot(
    `"ShapeError: max: a reduced axis must not be empty; got axes [0] of [0, 3]."`,
  );
  expect(says("min", ["float32[3, 0]"], { axes: [0, 1] })).toMatchInlineSnapshot(
    `"ShapeError: min: a reduced axis must not be empty; got axes [0, 1] of [3, 0]."`,
  );
  expect(says("argmax", ["float32[0]"], { axis: 0 })).toMatchInlineSnapshot(
    `"ShapeError: argmax: a reduced axis must not be empty; got axes [0] of [0]."`,
  );
});

test("sums need int32 or a floating dtype, extremes take any", () => {
  expect(says("sum", ["uint8[2]"], { axes: [0] })).toMatchInlineSnapshot(
    `"DTypeError: sum: needs int32 or a floating dtype; got uint8."`,
  );
  expect(says("prod", ["bool[2]"], { axes: [0] })).toMatchInlineSnapshot(
    `"DTypeError: prod: needs int32 or a floating dtype; got bool."`,
  );
  expect(says("max", ["uint8[2]"], { axes: [0], keepsNaN: true })).toBe("uint8[]");
  expect(says("min", ["bool[2]"], { axes: [0] })).toBe("bool[]");
});

test.each(["argmax", "argmin"] as const)("%s gives int32 and drops one axis", (name) => {
  expect(says(name, ["float64[2, 3]"], { axis: 1 })).toBe("int32[2]");
  expect(says(name, ["bool[2, 3]"], { axis: 0 })).toBe("int32[3]");
  expect(says(name, ["float32[2, 3]"], { axis: 2 })).toBe(
    `ShapeError: ${name}: axes must be different axes of the input, in order; got axes [2] of [2, 3].`,
  );
});
