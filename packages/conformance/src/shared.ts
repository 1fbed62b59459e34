import { capture, type Engine, type Executable, Node, sizeOf, Storage } from "@chainrule/graph";
import { training } from "./convolution.ts";
import { Dice } from "./dice.ts";
import { leaf, vector } from "./leaves.ts";

const dice = new Dice(17);

/** A leaf of normal numbers. */
export const normal = (shape: readonly number[], dtype: "float32" | "float64" = "float32"): Node =>
  leaf(dtype, shape, dice.normals(dtype, shape));
const mul = (a: Node, b: Node): Node => Node.apply("mul", [a, b], {});
export const sum = (x: Node, ...axes: number[]): Node => Node.apply("sum", [x], { axes });
export const exp = (x: Node): Node => Node.apply("exp", [x], {});

function softmax(x: Node): Node {
  const kept = (reduced: Node): Node =>
    Node.apply("reshape", [reduced], { shape: [x.shape[0]!, 1] });
  const top = Node.apply("max", [x], { axes: [1], keepsNaN: false });
  const exps = exp(Node.apply("sub", [x, kept(top)], {}));
  return Node.apply("div", [exps, kept(sum(exps, 1))], {});
}

function convolutions(): Node[] {
  const layer = { batch: 8, channels: 8, out: 16, length: 28, size: 5, stride: 1, padding: 2 };
  return Object.values(training(layer)).map(({ input, kernel, attributes }) =>
    Node.apply("convolve", [normal(input), normal(kernel)], attributes),
  );
}

/** Programs whose kernels are large enough to be shared among threads. */
export const shared: Readonly<Record<string, () => Node[]>> = {
  elementwise: () => {
    const [a, b] = [normal([1000, 1111]), normal([1111])];
    return [exp(Node.apply("tanh", [Node.apply("add", [mul(a, b), b], {})], {}))];
  },
  "sums over every axis": () => {
    const x = normal([999, 1234]);
    return [sum(x, 0), sum(x, 1), sum(x, 0, 1), Node.apply("argmax", [x], { axis: 0 })];
  },
  softmax: () => [softmax(normal([1500, 1001]))],
  "matrix products": () => {
    const [a, b] = [normal([301, 513]), normal([513, 259])];
    const transposed = Node.apply("permute", [b], { axes: [1, 0] });
    return [
      Node.apply("matmul", [a, b], { dtype: "float32" }),
      Node.apply("matmul", [transposed, Node.apply("permute", [a], { axes: [1, 0] })], {
        dtype: "float32",
      }),
      Node.apply("matmul", [normal([7, 130, 120], "float64"), normal([120, 90], "float64")], {
        dtype: "float64",
      }),
    ];
  },
  "products longer than a cache": () => {
    const long = normal([5003, 129]);
    const columns = Node.apply("permute", [long], { axes: [1, 0] });
    return [
      Node.apply("matmul", [long, normal([129, 20])], { dtype: "float32" }),
      Node.apply("matmul", [columns, normal([5003, 20])], { dtype: "float32" }),
    ];
  },
  "convolutions in training": convolutions,
  "folding, scattering and joining": () => {
    const x = normal([64, 40, 400]);
    const sliding = { axes: [2], sizes: [5], strides: [2], dilations: [1] };
    const windows = Node.apply("windows", [x], sliding);
    const indices = vector(...Array.from({ length: 64 }, (_, i) => (i * 7) % 11));
    return [
      Node.apply("fold", [exp(windows)], { ...sliding, shape: x.shape }),
      Node.apply("scatterAdd", [exp(x), indices], { axis: 0, length: 11 }),
      Node.apply("concatenate", [x, exp(x), Node.apply("flip", [x], { axes: [2] })], { axis: 1 }),
    ];
  },
  random: () => [
    Node.apply("random", [vector(1, 2, 3, 4)], { shape: [1001, 1003], dtype: "float32" }),
  ],
  // Every length is another kernel: their code comes to the other threads in pieces.
  "kernels by the hundred": () =>
    Array.from({ length: 120 }, (_, i) => {
      const x = normal([2, 6000 + 4 * i]);
      const y = Node.apply("tanh", [Node.apply("sin", [mul(x, x)], {})], {});
      return sum(Node.apply("sigmoid", [Node.apply("add", [y, exp(y)], {})], {}), 1);
    }),
  // All of them could be one kernel over rows, of more buffers than a function has arguments for.
  "hundreds of results over the same rows": () => {
    const results = [normal([64, 128])];
    for (let i = 0; i < 200; i++) {
      const before = results.at(-1)!;
      const total = Node.apply("reshape", [sum(before, 1)], { shape: [64, 1] });
      const moved = Node.apply("add", [before, normal([64, 128])], {});
      results.push(Node.apply("tanh", [Node.apply("sub", [moved, total], {})], {}));
    }
    return results.slice(1);
  },
  "one kernel of many inputs": () => {
    const parts = Array.from({ length: 300 }, () => normal([1, 3000]));
    const joined = Node.apply("concatenate", parts, { axis: 0 });
    return [joined, parts.reduce((total, part) => Node.apply("add", [total, part], {}))];
  },
};

/** A program ready to run: gives the bytes of each of its results. */
export function runner(engine: Engine, roots: readonly Node[]): () => Uint8Array[] {
  const program = capture(roots);
  const executable: Executable = engine.prepare(program.graph());
  const inputs = program.leaves.map(({ dtype, value }) => Storage.of(dtype, value!.data().slice()));
  return () => {
    const outputs = roots.map(({ dtype, shape }) => Storage.empty(dtype, sizeOf(shape)));
    executable.run(inputs, outputs);
    return outputs.map((storage) => {
      const data = storage.data();
      storage.release();
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    });
  };
}

/** Which results differ in any bit. */
export function differing(a: readonly Uint8Array[], b: readonly Uint8Array[]): number[] {
  return a.flatMap((one, i) => (same(one, b[i]!) ? [] : [i]));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
