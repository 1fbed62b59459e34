import { uniform } from "../random.ts";
import type { CallsRow } from "../work.ts";

const length = 4 * 1024 * 1024;

const rows: readonly CallsRow[] = [
  {
    title: "sum of 4M floats",
    inputs: {
      x: {
        shape: [length],
        dtype: "float32",
        values: () => uniform(length, 1).map((value) => value + 1),
      },
    },
    work: {
      does: "expression",
      expression: {
        chainrule: ({ x }) => x!.sum(),
        tfjs: ({ x }, tf) => tf.sum(x),
        jax: ({ x }) => x.sum(),
        torch: "x.sum()",
      },
    },
  },
];
export default rows;
