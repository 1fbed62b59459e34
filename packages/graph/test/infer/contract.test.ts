import { describe, expect, test } from "vitest";
import type { Convolution } from "../../src/index.ts";
import { says } from "./sentences.ts";

describe("matmul", () => {
  const matmul = (a: string, b: string): string => says("matmul", [a, b], { dtype: "float32" });

  test("multiplies matrices, and leading axes broadcast", () => {
    expect(matmul("float32[2, 3]", "float32[3, 4]")).toBe("float32[2, 4]");
    expect(matmul("float32[5, 1, 2, 3]", "float32[7, 3, 4]")).toBe("float32[5, 7, 2, 4]");
    expect(matmul("float32[2, 0]", "float32[0, 4]")).toBe("float32[2, 4]");
    expect(says("matmul", ["uint8[2, 3]", "uint8[3, 4]"], { dtype: "int32" })).toBe("int32[2, 4]");
  });

  test("errors", () => {
    expect(matmul("float32[2, 3]", "float32[2, 1]")).toMatchInlineSnapshot(
      `"ShapeError: matmul: inner lengths 3 and 2 differ; got [2, 3] and [2, 1]."`,
    );
    expect(matmul("float32[3]", "float32[3, 4]")).toMatchInlineSnapshot(
      `"ShapeError: matmul: inputs need at least two axes; got [3] and [3, 4]."`,
    );
    expect(matmul("float32[2, 1, 3]", "float32[3, 3, 4]")).toMatchInlineSnapshot(
      `"ShapeError: matmul: leading axes must broadcast; got [2, 1, 3] and [3, 3, 4]."`,
    );
    expect(matmul("float32[2, 3]", "float64[3, 4]")).toMatchInlineSnapshot(
      `"DTypeError: matmul: needs numeric inputs of one dtype; got float32 and float64."`,
    );
    expect(matmul("bool[2, 3]", "bool[3, 4]")).toMatchInlineSnapshot(
      `"DTypeError: matmul: needs numeric inputs of one dtype; got bool and bool."`,
    );
  });
});

describe("convolve", () => {
  const plane: Convolution = {
    strides: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
    inputDilation: [1, 1],
    kernelDilation: [1, 1],
    groups: 1,
    batchGroups: 1,
    flip: false,
    roles: { input: [0, 1, 2, 3], kernel: [0, 1, 2, 3], output: [0, 1, 2, 3] },
    dtype: "float32",
  };
  const convolve = (x: string, kernel: string, c: Partial<Convolution> = {}): string =>
    says("convolve", [`float32${x}`, `float32${kernel}`], { ...plane, ...c });

  test.each<[string, string, Partial<Convolution>, string]>([
    ["[2, 3, 8, 9]", "[5, 3, 3, 3]", {}, "[2, 5, 6, 7]"],
    ["[2, 3, 8, 9]", "[5, 3, 3, 3]", { strides: [2, 3] }, "[2, 5, 3, 3]"],
    [
      "[2, 3, 8, 9]",
      "[5, 3, 3, 3]",
      {
        padding: [
          [1, 2],
          [-1, 0],
        ],
      },
      "[2, 5, 9, 6]",
    ],
    ["[2, 3, 8, 9]", "[5, 3, 3, 3]", { kernelDilation: [2, 4] }, "[2, 5, 4, 1]"],
    ["[2, 3, 8, 9]", "[5, 3, 3, 3]", { inputDilation: [2, 3] }, "[2, 5, 13, 23]"],
    ["[2, 6, 8, 9]", "[4, 3, 1, 1]", { groups: 2 }, "[2, 4, 8, 9]"],
    ["[6, 3, 8, 9]", "[4, 3, 1, 1]", { batchGroups: 2 }, "[3, 4, 8, 9]"],
    ["[2, 3, 2, 9]", "[5, 3, 3, 3]", {}, "[2, 5, 0, 7]"],
    [
      "[2, 3, 0, 9]",
      "[5, 3, 1, 3]",
      {
        padding: [
          [1, 1],
          [0, 0],
        ],
      },
      "[2, 5, 2, 7]",
    ],
    [
      "[8, 9, 3, 2]",
      "[3, 3, 5, 3]",
      { roles: { input: [3, 2, 0, 1], kernel: [2, 3, 0, 1], output: [1, 0, 2, 3] } },
      "[5, 2, 6, 7]",
    ],
  ])("input %s and kernel %s with %j", (x, kernel, c, result) => {
    expect(convolve(x, kernel, c)).toBe(`float32${result}`);
  });

  test("errors", () => {
    expect(convolve("[2, 3, 8]", "[5, 3, 3, 3]")).toMatchInlineSnapshot(
      `"ShapeError: convolve: input and kernel need the same number of axes, at least 2; got [2, 3, 8] and [5, 3, 3, 3]."`,
    );
    expect(
      convolve("[2, 3, 8, 9]", "[5, 3, 3, 3]", { roles: { ...plane.roles, kernel: [0, 1, 2, 2] } }),
    ).toMatchInlineSnapshot(
      `"ShapeError: convolve: the kernel roles must name each of 4 axes once; got [0, 1, 2, 2]."`,
    );
    expect(convolve("[2, 3, 8, 9]", "[5, 3, 3, 3]", { strides: [1] })).toMatchInlineSnapshot(
      `"ShapeError: convolve: strides, padding and dilations need one entry for each of 2 spatial axes."`,
    );
    expect(convolve("[2, 3, 8, 9]", "[5, 3, 3, 3]", { strides: [1, 0] })).toMatchInlineSnapshot(
      `"ShapeError: convolve: strides, dilations and groups must be integers from 1."`,
    );
    expect(
      convolve("[2, 3, 8, 9]", "[5, 3, 3, 3]", {
        padding: [
          [0, 0.5],
          [0, 0],
        ],
      }),
    ).toMatchInlineSnapshot(`"ShapeError: convolve: padding must be integers."`);
    expect(
      convolve("[2, 6, 8, 9]", "[4, 3, 3, 3]", { groups: 2, batchGroups: 2 }),
    ).toMatchInlineSnapshot(
      `"ShapeError: convolve: only one of groups and batch groups may exceed 1; got 2 and 2."`,
    );
    expect(convolve("[2, 4, 8, 9]", "[4, 3, 3, 3]")).toMatchInlineSnapshot(
      `"ShapeError: convolve: the input must have 3 channels (3 in each of 1 groups); got 4, with input [2, 4, 8, 9] and kernel [4, 3, 3, 3]."`,
    );
    expect(convolve("[2, 6, 8, 9]", "[5, 3, 3, 3]", { groups: 2 })).toMatchInlineSnapshot(
      `"ShapeError: convolve: groups must divide the 5 output channels, and batch groups those and the batch of 2; got 2 groups and 1 batch groups."`,
    );
    expect(convolve("[3, 3, 8, 9]", "[4, 3, 3, 3]", { batchGroups: 2 })).toMatchInlineSnapshot(
      `"ShapeError: convolve: groups must divide the 4 output channels, and batch groups those and the batch of 3; got 1 groups and 2 batch groups."`,
    );
    expect(
      says("convolve", ["float32[2, 3, 8, 9]", "float64[5, 3, 3, 3]"], plane),
    ).toMatchInlineSnapshot(
      `"DTypeError: convolve: needs numeric inputs of one dtype; got float32 and float64."`,
    );
  });
});
