import { type Attributes, Node, type Shape } from "@chainrule/graph";
import { starts } from "./leaves.ts";

type Unary = "neg" | "exp" | "sqrt" | "tanh";
type Binary = "add" | "sub" | "mul" | "div" | "maximum";

export const unary = (primitive: Unary, x: Node): Node => Node.apply(primitive, [x], {});
export const binary = (primitive: Binary, a: Node, b: Node): Node =>
  Node.apply(primitive, [a, b], {});

export const reshape = (x: Node, ...shape: number[]): Node => Node.apply("reshape", [x], { shape });
export const permute = (x: Node, ...axes: number[]): Node => Node.apply("permute", [x], { axes });
export const sum = (x: Node, ...axes: number[]): Node => Node.apply("sum", [x], { axes });
export const max = (x: Node, ...axes: number[]): Node =>
  Node.apply("max", [x], { axes, keepsNaN: true });
export const matmul = (a: Node, b: Node): Node =>
  Node.apply("matmul", [a, b], { dtype: "float32" });

/** A slice of `sizes`, whose starts are known when the program runs. */
export function slice(x: Node, sizes: Shape, steps: readonly number[] = sizes.map(() => 1)): Node {
  return Node.apply("slice", [x, starts(sizes.length)], { sizes, steps });
}

/** Zeros of `shape` around `x`, which starts where the program says when it runs. */
export function pad(x: Node, shape: Shape): Node {
  return Node.apply("pad", [x, starts(shape.length)], { shape, steps: shape.map(() => 1) });
}

/** Windows of `size` along one axis, `stride` apart. */
export function windows(x: Node, axis: number, size: number, stride: number): Node {
  const one = { axes: [axis], sizes: [size], strides: [stride], dilations: [1] };
  return Node.apply("windows", [x], one);
}

/** A reduction that keeps its axis, of length 1. */
export const kept = (reduced: Node, { shape }: Node, axis: number): Node =>
  reshape(reduced, ...shape.with(axis, 1));

/** Two-dimensional convolution of NCHW images by OIHW kernels. */
export function convolve(
  x: Node,
  kernel: Node,
  attributes: Partial<Attributes<"convolve">> = {},
): Node {
  return Node.apply("convolve", [x, kernel], {
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
    ...attributes,
  });
}
