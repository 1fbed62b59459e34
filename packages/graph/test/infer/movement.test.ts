import { expect, test } from "vitest";
import { says } from "./sentences.ts";

test("reshape keeps the number of elements", () => {
  expect(says("reshape", ["bool[2, 6]"], { shape: [3, 4] })).toBe("bool[3, 4]");
  expect(says("reshape", ["bool[1]"], { shape: [] })).toBe("bool[]");
  expect(says("reshape", ["bool[0, 2]"], { shape: [5, 0] })).toBe("bool[5, 0]");
  expect(says("reshape", ["bool[2, 6]"], { shape: [5] })).toMatchInlineSnapshot(
    `"ShapeError: reshape: the number of elements must stay the same; got [2, 6] to [5]."`,
  );
  expect(says("reshape", ["bool[2, 6]"], { shape: [-3, -4] })).toMatchInlineSnapshot(
    `"ShapeError: reshape: lengths must be integers from 0 to 2³¹ − 1; got [-3, -4]."`,
  );
  expect(says("reshape", ["bool[3]"], { shape: [1.5, 2] })).toMatchInlineSnapshot(
    `"ShapeError: reshape: lengths must be integers from 0 to 2³¹ − 1; got [1.5, 2]."`,
  );
});

test("permute names every axis once", () => {
  expect(says("permute", ["uint8[2, 3, 4]"], { axes: [2, 0, 1] })).toBe("uint8[4, 2, 3]");
  expect(says("permute", ["uint8[]"], { axes: [] })).toBe("uint8[]");
  expect(says("permute", ["uint8[2, 3]"], { axes: [0] })).toMatchInlineSnapshot(
    `"ShapeError: permute: axes must name every axis once; got axes [0] of [2, 3]."`,
  );
  expect(says("permute", ["uint8[2, 3]"], { axes: [0, 0] })).toMatchInlineSnapshot(
    `"ShapeError: permute: axes must name every axis once; got axes [0, 0] of [2, 3]."`,
  );
});

test("expand grows axes of length 1 and new leading ones", () => {
  expect(says("expand", ["float32[3, 1]"], { shape: [2, 3, 4] })).toBe("float32[2, 3, 4]");
  expect(says("expand", ["float32[1]"], { shape: [0] })).toBe("float32[0]");
  expect(says("expand", ["float32[3]"], { shape: [3, 2] })).toMatchInlineSnapshot(
    `"ShapeError: expand: only axes of length 1 and new leading axes can grow; got [3] to [3, 2]."`,
  );
  expect(says("expand", ["float32[2, 3]"], { shape: [3] })).toMatchInlineSnapshot(
    `"ShapeError: expand: only axes of length 1 and new leading axes can grow; got [2, 3] to [3]."`,
  );
  expect(says("expand", ["float32[1]"], { shape: [-1] })).toMatchInlineSnapshot(
    `"ShapeError: expand: lengths must be integers from 0 to 2³¹ − 1; got [-1]."`,
  );
});

test("flip names axes of the input", () => {
  expect(says("flip", ["int32[2, 3]"], { axes: [1] })).toBe("int32[2, 3]");
  expect(says("flip", ["int32[2, 3]"], { axes: [2] })).toMatchInlineSnapshot(
    `"ShapeError: flip: axis must be one of the input's; got axis 2 of [2, 3]."`,
  );
});

test("slice fits into its input", () => {
  const slice = (x: string, starts: string, sizes: number[], steps: number[]): string =>
    says("slice", [x, starts], { sizes, steps });
  expect(slice("float32[5, 6]", "int32[2]", [2, 0], [4, 9])).toBe("float32[2, 0]");
  expect(slice("float32[]", "int32[0]", [], [])).toBe("float32[]");
  expect(slice("float32[5]", "float32[1]", [1], [1])).toMatchInlineSnapshot(
    `"DTypeError: slice: starts must be int32; got float32."`,
  );
  expect(slice("float32[5]", "int32[2]", [1], [1])).toMatchInlineSnapshot(
    `"ShapeError: slice: starts must have shape [1]; got [2]."`,
  );
  expect(slice("float32[5, 6]", "int32[2]", [1], [1, 1])).toMatchInlineSnapshot(
    `"ShapeError: slice: needs one size and one step for each axis; got sizes [1] and steps [1, 1] for [5, 6]."`,
  );
  expect(slice("float32[5]", "int32[1]", [-1], [1])).toMatchInlineSnapshot(
    `"ShapeError: slice: lengths must be integers from 0 to 2³¹ − 1; got [-1]."`,
  );
  expect(slice("float32[5]", "int32[1]", [1], [0])).toMatchInlineSnapshot(
    `"ShapeError: slice: steps must be integers from 1; got [0]."`,
  );
  expect(slice("float32[5]", "int32[1]", [3], [3])).toMatchInlineSnapshot(
    `"ShapeError: slice: 3 elements 3 apart must fit into axis 0; got [5]."`,
  );
});

test("pad has room for its input", () => {
  const pad = (x: string, starts: string, shape: number[], steps: number[]): string =>
    says("pad", [x, starts], { shape, steps });
  expect(pad("bool[2, 3]", "int32[2]", [4, 5], [3, 2])).toBe("bool[4, 5]");
  expect(pad("bool[2]", "int32[1]", [2], [2])).toMatchInlineSnapshot(
    `"ShapeError: pad: 2 elements 2 apart must fit into axis 0; got [2]."`,
  );
  expect(pad("bool[2]", "int32[2]", [2, 2], [1, 1])).toMatchInlineSnapshot(
    `"ShapeError: pad: starts must have shape [1]; got [2]."`,
  );
  expect(pad("bool[0]", "int32[1]", [-1], [1])).toMatchInlineSnapshot(
    `"ShapeError: pad: lengths must be integers from 0 to 2³¹ − 1; got [-1]."`,
  );
  expect(pad("bool[2]", "bool[1]", [4], [1])).toMatchInlineSnapshot(
    `"DTypeError: pad: starts must be int32; got bool."`,
  );
});

test("windows count how often they fit", () => {
  const windows = (axes: number[], sizes: number[], strides: number[], dilations: number[]) =>
    says("windows", ["float32[7, 8]"], { axes, sizes, strides, dilations });
  expect(windows([1, 0], [3, 2], [1, 5], [2, 1])).toBe("float32[2, 4, 3, 2]");
  expect(windows([], [], [], [])).toBe("float32[7, 8]");
  expect(windows([0], [7], [1], [1])).toBe("float32[1, 8, 7]");
  expect(windows([0], [8], [1], [1])).toMatchInlineSnapshot(
    `"ShapeError: windows: a window of 8 elements 1 apart must fit into axis 0; got [7, 8]."`,
  );
  expect(windows([0], [0], [1], [1])).toMatchInlineSnapshot(
    `"ShapeError: windows: sizes, strides and dilations must be integers from 1; got 0, 1 and 1 for axis 0."`,
  );
  expect(windows([0, 1], [1], [1], [1])).toMatchInlineSnapshot(
    `"ShapeError: windows: needs one size, stride and dilation for each of different axes; got axes [0, 1], sizes [1], strides [1], dilations [1]."`,
  );
  expect(windows([0, 0], [1, 1], [1, 1], [1, 1])).toMatchInlineSnapshot(
    `"ShapeError: windows: needs one size, stride and dilation for each of different axes; got axes [0, 0], sizes [1, 1], strides [1, 1], dilations [1, 1]."`,
  );
  expect(windows([2], [1], [1], [1])).toMatchInlineSnapshot(
    `"ShapeError: windows: axis must be one of the input's; got axis 2 of [7, 8]."`,
  );
});

test("fold takes the windows of its shape", () => {
  const fold = (x: string, shape: number[]): string =>
    says("fold", [x], { axes: [0], sizes: [3], strides: [2], dilations: [1], shape });
  expect(fold("float32[3, 2, 3]", [7, 2])).toBe("float32[7, 2]");
  expect(fold("float32[3, 2, 3]", [8, 2])).toBe("float32[8, 2]");
  expect(fold("float32[3, 2, 3]", [9, 2])).toMatchInlineSnapshot(
    `"ShapeError: fold: the windows of [9, 2] have shape [4, 2, 3]; got [3, 2, 3]."`,
  );
  expect(fold("float32[3, 2, 3]", [2, 2])).toMatchInlineSnapshot(
    `"ShapeError: fold: a window of 3 elements 1 apart must fit into axis 0; got [2, 2]."`,
  );
  expect(fold("float32[3, 2, 3]", [7, -2])).toMatchInlineSnapshot(
    `"ShapeError: fold: lengths must be integers from 0 to 2³¹ − 1; got [7, -2]."`,
  );
  expect(fold("bool[3, 2, 3]", [7, 2])).toMatchInlineSnapshot(
    `"DTypeError: fold: needs a numeric input; got bool."`,
  );
});

test("concatenate joins shapes that are equal elsewhere", () => {
  const join = (axis: number, ...inputs: string[]): string => says("concatenate", inputs, { axis });
  expect(join(1, "bool[2, 3]", "bool[2, 0]", "bool[2, 4]")).toBe("bool[2, 7]");
  expect(join(0, "bool[2, 3]")).toBe("bool[2, 3]");
  expect(join(0)).toMatchInlineSnapshot(
    `"ShapeError: concatenate: needs at least one input; got none."`,
  );
  expect(join(0, "bool[]")).toMatchInlineSnapshot(
    `"ShapeError: concatenate: axis must be one of the input's; got axis 0 of []."`,
  );
  expect(join(1, "bool[2, 3]", "bool[3, 3]")).toMatchInlineSnapshot(
    `"ShapeError: concatenate: shapes must be equal except along axis 1; got [2, 3] and [3, 3]."`,
  );
  expect(join(1, "bool[2, 3]", "bool[2]")).toMatchInlineSnapshot(
    `"ShapeError: concatenate: shapes must be equal except along axis 1; got [2, 3] and [2]."`,
  );
  expect(join(1, "bool[2, 3]", "uint8[2, 3]")).toMatchInlineSnapshot(
    `"DTypeError: concatenate: needs inputs of one dtype; got bool and uint8."`,
  );
});

test("take reads lines of one axis", () => {
  expect(says("take", ["uint8[4, 5, 6]", "int32[9]"], { axis: 1 })).toBe("uint8[4, 9, 6]");
  expect(says("take", ["uint8[4]", "int32[0]"], { axis: 0 })).toBe("uint8[0]");
  expect(says("take", ["uint8[4]", "int32[9]"], { axis: 1 })).toMatchInlineSnapshot(
    `"ShapeError: take: axis must be one of the input's; got axis 1 of [4]."`,
  );
  expect(says("take", ["uint8[4]", "float32[9]"], { axis: 0 })).toMatchInlineSnapshot(
    `"DTypeError: take: indices must be int32; got float32."`,
  );
  expect(says("take", ["uint8[4]", "int32[9, 1]"], { axis: 0 })).toMatchInlineSnapshot(
    `"ShapeError: take: indices must have one axis; got [9, 1]."`,
  );
});

test("argsort gives as many positions as are wanted along one axis", () => {
  const sort = (x: string, axis: number, count: number): string =>
    says("argsort", [x], { axis, count, descending: false });
  expect(sort("bool[4, 5]", 0, 4)).toBe("int32[4, 5]");
  expect(sort("bool[4, 5]", 1, 2)).toBe("int32[4, 2]");
  expect(sort("float64[0]", 0, 0)).toBe("int32[0]");
  for (const count of [-1, 5, 1.5]) {
    expect(sort("float32[4]", 0, count)).toBe(
      `ShapeError: argsort: the count must be an integer from 0 to 4; got ${count}.`,
    );
  }
  expect(sort("float32[4]", 1, 4)).toMatchInlineSnapshot(
    `"ShapeError: argsort: axis must be one of the input's; got axis 1 of [4]."`,
  );
});

test("scatterAdd adds lines into one axis", () => {
  const scatter = (x: string, indices: string, axis: number, length: number): string =>
    says("scatterAdd", [x, indices], { axis, length });
  expect(scatter("uint8[4, 5]", "int32[5]", 1, 7)).toBe("uint8[4, 7]");
  expect(scatter("uint8[4, 5]", "int32[4]", 1, 7)).toMatchInlineSnapshot(
    `"ShapeError: scatterAdd: indices must have shape [5]; got [4]."`,
  );
  expect(scatter("uint8[4]", "int32[4]", 1, 7)).toMatchInlineSnapshot(
    `"ShapeError: scatterAdd: axis must be one of the input's; got axis 1 of [4]."`,
  );
  expect(scatter("uint8[4]", "int32[4]", 0, -1)).toMatchInlineSnapshot(
    `"ShapeError: scatterAdd: lengths must be integers from 0 to 2³¹ − 1; got [-1]."`,
  );
  expect(scatter("bool[4]", "int32[4]", 0, 7)).toMatchInlineSnapshot(
    `"DTypeError: scatterAdd: needs numeric updates; got bool."`,
  );
});
