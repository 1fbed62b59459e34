import { uniform } from "../random.ts";
import type { CallsRow } from "../work.ts";

const rows: readonly CallsRow[] = [
  {
    title: "softmax of [4096, 1024]",
    inputs: {
      x: { shape: [4096, 1024], dtype: "float32", values: () => uniform(4096 * 1024, 1, 8) },
    },
    work: {
      does: "expression",
      expression: {
        chainrule: ({ x }) => x!.softmax(),
        tfjs: ({ x }, tf) => tf.softmax(x),
        jax: ({ x }, { nn }) => nn.softmax(x),
        torch: "torch.softmax(x, 1)",
      },
    },
  },
];
export default rows;
