import { convolve, einsum } from "@chainrule/tensor";
import { scaledDotProductAttention } from "@chainrule/tensor/functional";
import { on, row, type Rows, smooth } from "../row.ts";

export const contract: Rows = {
  matmul: row(
    smooth((x, y) => x.matmul(y), [2, 3], [3, 2]),
    on("vectors", (x, y) => x.matmul(y), [3], [3]),
    on("a matrix and a vector", (x, y) => x.matmul(y), [2, 3], [3]),
    on("stacks, broadcast", (x, y) => x.matmul(y), [2, 1, 2, 2], [2, 2, 1]),
    on("with itself", (x) => x.matmul(x), [2, 2]),
  ),
  dot: row(
    smooth((x, y) => x.dot(y), [3], [3]),
    on("a scalar", (x, y) => x.dot(y), [2, 2], []),
  ),
  outer: row(
    smooth((x, y) => x.outer(y), [2], [3]),
    on("with itself", (x) => x.outer(x), [3]),
  ),
  einsum: row(
    smooth((x, y) => einsum("ij,jk->ik", x, y), [2, 3], [3, 2]),
    on("diagonals", (x) => einsum("ii,ij->j", x, x), [3, 3]),
    on(
      "three operands, a stack",
      (x, y, z) => einsum("...ij,kj,k->...i", x, y, z),
      [2, 2, 3],
      [2, 3],
      [2],
    ),
  ),
  scaledDotProductAttention: row(
    smooth((q, k, v) => scaledDotProductAttention(q, k, v), [2, 3], [4, 3], [4, 2]),
    on(
      "stacks, broadcast, causal",
      (q, k, v) => scaledDotProductAttention(q, k, v, { causal: true }),
      [2, 3, 2],
      [1, 3, 2],
      [3, 2],
    ),
    on(
      "a query that sees nothing",
      (q, k, v) =>
        scaledDotProductAttention(q, k, v, {
          mask: [
            [true, false, true],
            [false, false, false],
          ],
        }),
      [2, 2],
      [3, 2],
      [3, 1],
    ),
    on(
      "numbers for a mask",
      (q, k, v, mask) => scaledDotProductAttention(q, k, v, { mask }),
      [2, 2],
      [3, 2],
      [3, 1],
      [2, 3],
    ),
  ),
  convolve: row(
    smooth((x, k) => convolve(x, k), [1, 2, 4], [2, 2, 3]),
    on(
      "strides, padding, dilation, flipped",
      (x, k) => convolve(x, k, { strides: 2, padding: [[2, -1]], kernelDilation: 2, flip: true }),
      [1, 2, 7],
      [2, 2, 2],
    ),
    on(
      "input dilation, groups",
      (x, k) => convolve(x, k, { inputDilation: 2, padding: 1, groups: 2 }),
      [1, 4, 3],
      [2, 2, 2],
    ),
    on("batch groups", (x, k) => convolve(x, k, { batchGroups: 2 }), [2, 2, 4], [2, 2, 2]),
    on(
      "two axes",
      (x, k) => convolve(x, k, { strides: [1, 2], padding: 1 }),
      [1, 1, 3, 4],
      [2, 1, 2, 2],
    ),
  ),
};
