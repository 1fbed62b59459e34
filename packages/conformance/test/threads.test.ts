import { wasmEngine } from "@chainrule/engine-wasm";
import { capture, type Engine, type Executable, Node, sizeOf, Storage } from "@chainrule/graph";
import { describe, expect, test } from "vitest";
import { training } from "../src/convolution.ts";
import { agree, Dice } from "../src/index.ts";
import { given, leaf, vector } from "../src/leaves.ts";
import { exactProgram } from "../src/programs/exact.ts";
import { smoothProgram } from "../src/programs/smooth.ts";
import { reference } from "./engines.ts";

/** Results do not depend on how many threads compute them. */
const engines = [1, 2, 3].map((threads) => wasmEngine({ threads }));
const dice = new Dice(17);

const normal = (shape: readonly number[], dtype: "float32" | "float64" = "float32"): Node =>
  leaf(dtype, shape, dice.normals(dtype, shape));
const mul = (a: Node, b: Node): Node => Node.apply("mul", [a, b], {});
const sum = (x: Node, ...axes: number[]): Node => Node.apply("sum", [x], { axes });
const exp = (x: Node): Node => Node.apply("exp", [x], {});

function softmax(x: Node): Node {
  const kept = (reduced: Node): Node =>
    Node.apply("reshape", [reduced], { shape: [x.shape[0]!, 1] });
  const exps = exp(Node.apply("sub", [x, kept(Node.apply("max", [x], { axes: [1] }))], {}));
  return Node.apply("div", [exps, kept(sum(exps, 1))], {});
}

function convolutions(): Node[] {
  const layer = { batch: 8, channels: 8, out: 16, length: 28, size: 5, stride: 1, padding: 2 };
  return Object.values(training(layer)).map(({ input, kernel, attributes }) =>
    Node.apply("convolve", [normal(input), normal(kernel)], attributes),
  );
}

const programs: Record<string, () => Node[]> = {
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
  "one kernel of many inputs": () => {
    const parts = Array.from({ length: 300 }, () => normal([1, 3000]));
    const joined = Node.apply("concatenate", parts, { axis: 0 });
    return [joined, parts.reduce((total, part) => Node.apply("add", [total, part], {}))];
  },
};

function runner(engine: Engine, roots: readonly Node[]): () => Uint8Array[] {
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

const differing = (a: readonly Uint8Array[], b: readonly Uint8Array[]): number[] =>
  a.flatMap((one, i) => (Buffer.compare(one, b[i]!) === 0 ? [] : [i]));

/** Gives workers the time to start: until they are up, one thread does everything. */
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe("law: the same bits from 1, 2 and 3 threads, in every run", () => {
  test.each(Object.keys(programs))("%s", async (name) => {
    const roots = programs[name]!();
    const [alone, ...others] = engines.map((engine) => runner(engine, roots));
    const expected = alone!();
    for (let round = 0; round < 4; round++) {
      for (const run of others) expect(differing(run(), expected)).toEqual([]);
      await wait();
    }
    expect(differing(alone!(), expected)).toEqual([]);
  });

  test("random programs, large ones", async () => {
    await wait();
    const size = { steps: 10, most: 400_000, longest: 129 };
    for (let seed = 7000; seed < 7012; seed++) {
      const make = seed % 2 === 0 ? exactProgram : smoothProgram;
      const { roots } = make(new Dice(seed), size);
      const [expected, ...found] = engines.map((engine) => runner(engine, roots)());
      for (const one of found) expect([seed, ...differing(one, expected!)]).toEqual([seed]);
    }
  });
});

test("much code passes to the threads without harm to values in memory", async () => {
  const engine = wasmEngine({ threads: 2 });
  const ones = leaf("float32", [100_000], new Float32Array(100_000).fill(1));
  const program = capture([Node.apply("add", [ones, ones], {})]);
  const twos = Storage.empty("float32", 100_000);
  engine.prepare(program.graph()).run([ones.value!], [twos]);
  // Long chains of functions on many shapes: more than a megabyte of code.
  const roots = Array.from({ length: 150 }, (_, i) => {
    const x = normal([2, 2000 + 4 * i]);
    let y: Node = x;
    for (let k = 0; k < 8; k++) y = Node.apply("sigmoid", [exp(Node.apply("tanh", [y], {}))], {});
    return [
      y,
      Node.apply("matmul", [normal([40, 64 + i]), normal([64 + i, 48])], { dtype: "float32" }),
    ];
  }).flat();
  const run = runner(engine, roots);
  for (let round = 0; round < 3; round++) {
    run();
    await wait();
  }
  expect(twos.data().every((x: number) => x === 2)).toBe(true);
});

test("views of what threads wrote, against the reference", () => {
  const x = given(new Dice(3), "float32", [600, 700]);
  const y = Node.apply("permute", [exp(Node.apply("tanh", [x], {}))], { axes: [1, 0] });
  for (const engine of engines) {
    agree(engine, reference, { roots: [sum(y, 1), y] }, [() => 1e-2, () => 1e-5]);
  }
});
