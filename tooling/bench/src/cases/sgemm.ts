import { uniform } from "../random.ts";
import type { CallsRow, Expression, Input } from "../work.ts";

const product: Expression = {
  chainrule: ({ a, b }) => a!.matmul(b!),
  tfjs: ({ a, b }, tf) => tf.matMul(a, b),
  jax: ({ a, b }, { numpy }) => numpy.matmul(a, b),
  torch: "a @ b",
};

/** `AᵀB`, as in the gradient of a weight. */
const transposedA: Expression = {
  chainrule: ({ a, b }) => a!.mT.matmul(b!),
  tfjs: ({ a, b }, tf) => tf.matMul(a, b, true, false),
  jax: ({ a, b }, { numpy }) => numpy.matmul(numpy.transpose(a), b),
  torch: "a.t() @ b",
};

/** `ABᵀ`, as in the gradient of a layer's input. */
const transposedB: Expression = {
  chainrule: ({ a, b }) => a!.matmul(b!.mT),
  tfjs: ({ a, b }, tf) => tf.matMul(a, b, false, true),
  jax: ({ a, b }, { numpy }) => numpy.matmul(a, numpy.transpose(b)),
  torch: "a @ b.t()",
};

const matrix = (rows: number, columns: number, seed: number): Input => ({
  shape: [rows, columns],
  dtype: "float32",
  values: () => uniform(rows * columns, seed),
});

function row(title: string, m: number, n: number, k: number, expression: Expression): CallsRow {
  return {
    title: `SGEMM ${title} ${m},${n},${k}`,
    inputs: {
      a: expression === transposedA ? matrix(k, m, 1) : matrix(m, k, 1),
      b: expression === transposedB ? matrix(n, k, 2) : matrix(k, n, 2),
    },
    work: { does: "expression", expression },
    flops: 2 * m * n * k,
  };
}

/** Square products, then the long and thin ones of layers, as (rows, columns, depth). */
const rows: readonly CallsRow[] = [
  ...[128, 256, 512, 1024, 2048].map((n) => row("AB", n, n, n, product)),
  row("AB", 128, 256, 784, product),
  row("AᵀB", 784, 256, 128, transposedA),
  row("ABᵀ", 128, 784, 256, transposedB),
  row("AB", 100_352, 16, 25, product),
  row("AB", 25_088, 32, 400, product),
  row("AᵀB", 25, 16, 100_352, transposedA),
  row("AᵀB", 400, 32, 25_088, transposedA),
];
export default rows;
