import { uniform } from "../random.ts";
import type { CallsRow, Input } from "../work.ts";

const length = 4 * 1024 * 1024;

const vector = (seed: number): Input => ({
  shape: [length],
  dtype: "float32",
  values: () => uniform(length, seed, 2),
});

/** A chain of elementwise operations, which is one pass where they are fused. */
const rows: readonly CallsRow[] = [
  {
    title: "sigmoid(a·b + c)·d, 4M floats",
    inputs: { a: vector(1), b: vector(2), c: vector(3), d: vector(4) },
    work: {
      does: "expression",
      expression: {
        chainrule: ({ a, b, c, d }) => a!.mul(b!).add(c!).sigmoid().mul(d!),
        tfjs: ({ a, b, c, d }, tf) => tf.mul(tf.sigmoid(tf.add(tf.mul(a, b), c)), d),
        jax: ({ a, b, c, d }, { nn }) => nn.sigmoid(a.mul(b).add(c)).mul(d),
        torch: "torch.sigmoid(a * b + c) * d",
      },
    },
  },
];
export default rows;
