import { expect, test } from "vitest";
import { type Capture, capture, Node, printGraph, Variable } from "../src/index.ts";
import { filled, vector } from "./leaves.ts";

/** `(x + scale) · constant` */
function scaled(x: Node, scale: number, constant: number): Node {
  const factor = Node.apply("constant", [], { value: constant, dtype: "float32" });
  return Node.apply("mul", [Node.apply("add", [x, vector(scale)], {}), factor], {});
}

/** Whether the programs that compute these are told apart. */
function differ(...captures: Capture[]): boolean {
  const structures = captures.map(({ structure }) => structure);
  return structures.every((one, i) =>
    structures.every((other, j) => one.equals(other) === (i === j)),
  );
}

const of = (...roots: Node[]): Capture => capture(roots);

test("graphs that differ in what their leaves hold have the same structure", () => {
  const [one, other] = [of(scaled(vector(1, 2), 3, 4)), of(scaled(vector(5, 6), 7, 4))];
  expect(one.structure.equals(other.structure)).toBe(true);
});

test("structure is constants, shapes, dtypes, attributes, and who shares what", () => {
  const x = vector(1, 2);
  const cast = (dtype: "int32" | "bool"): Node => Node.apply("cast", [x], { dtype });
  const constant = (value: number): Node => Node.apply("constant", [], { value, dtype: "float32" });
  const numbers = [0, -0, 1, 0.5, 2 ** 31, 2 ** 32, NaN, Infinity, -Infinity];
  expect(
    differ(
      of(scaled(x, 3, 4)),
      of(scaled(x, 3, 5)),
      of(scaled(vector(1, 2, 3), 3, 4)),
      of(cast("int32")),
      of(cast("bool")),
      of(Node.apply("add", [x, x], {})),
      of(Node.apply("add", [vector(1, 2), vector(1, 2)], {})),
      ...numbers.map((value) => of(constant(value))),
    ),
  ).toBe(true);
});

test("attributes are known by their names, not by their order", () => {
  const x = filled([4]);
  const starts = Node.apply("iota", [], { length: 1, dtype: "int32" });
  const one = Node.apply("slice", [x, starts], { sizes: [2], steps: [1] });
  const other = Node.apply("slice", [x, starts], { steps: [2], sizes: [1] });
  expect(differ(of(one), of(other))).toBe(true);
});

test("a graph larger than any before it has all of its structure", () => {
  const chain = (last: "neg" | "abs"): Node => {
    let x = vector(1);
    for (let i = 0; i < 5000; i++) x = Node.apply("neg", [x], {});
    return Node.apply(last, [x], {});
  };
  expect(differ(of(chain("neg")), of(chain("abs")))).toBe(true);
});

test("outputs, their order, and what they replace are structure", () => {
  const x = vector(1);
  const [a, b] = [Node.apply("neg", [x], {}), Node.apply("abs", [x], {})];
  expect(differ(of(a), of(a, b), of(b, a), of(a, a), capture([a], [x]))).toBe(true);
});

test("inputs come before users, also where they were built long before", () => {
  const x = vector(1);
  const [first, second] = [Node.apply("neg", [x], {}), Node.apply("exp", [x], {})];
  for (let i = 0; i < 40_000; i++) Node.apply("neg", [x], {});
  const third = Node.apply("abs", [second], {});
  const fourth = Node.apply("add", [third, first], {});
  expect(capture([fourth]).nodes).toEqual([first, second, third, fourth]);
});

test("computed nodes are leaves, and what is behind them is left out", () => {
  const x = vector(1);
  const y = Node.apply("exp", [x], {});
  y.value = vector(2).value;
  const z = Node.apply("neg", [y], {});
  const program = capture([z]);
  expect(program.leaves).toEqual([y]);
  expect(program.nodes).toEqual([z]);
});

test("a graph prints itself", () => {
  const w = new Variable([2, 3], "float32", "w", filled([2, 3]).value!);
  const x = filled([4, 2]);
  const y = Node.apply("matmul", [x, w.leaf], { dtype: "float32" });
  const windows = { axes: [1], sizes: [2], strides: [1], dilations: [1] };
  const spread = Node.apply("windows", [y], windows);
  const zero = Node.apply("constant", [], { value: -0, dtype: "float32" });
  const next = Node.apply("add", [w.leaf, zero], {});
  const gone = Node.apply("identity", [y], { marker: "detach" });
  const program = capture([next, spread, gone, x], [w.leaf]);
  expect(printGraph(program.graph())).toMatchInlineSnapshot(`
    "graph(%0: float32[4, 2], %1: float32[2, 3])
      %2: float32[4, 3] = matmul(%0, %1; dtype=float32)
      %3: float32[4, 2, 2] = windows(%2; axes=[1], sizes=[2], strides=[1], dilations=[1])
      %4: float32[] = constant(value=-0, dtype=float32)
      %5: float32[2, 3] = add(%1, %4)
      %6: float32[4, 3] = identity(%2; marker=detach)
      return %5 replacing %1, %3, %6, %0"
  `);
});

test("a convolution prints its attributes", () => {
  const y = Node.apply("convolve", [filled([1, 2, 5]), filled([4, 2, 3])], {
    strides: [2],
    padding: [[1, 0]],
    inputDilation: [1],
    kernelDilation: [1],
    groups: 1,
    batchGroups: 1,
    flip: false,
    roles: { input: [0, 1, 2], kernel: [0, 1, 2], output: [0, 1, 2] },
    dtype: "float32",
  });
  expect(printGraph(capture([y]).graph())).toMatchInlineSnapshot(`
    "graph(%0: float32[1, 2, 5], %1: float32[4, 2, 3])
      %2: float32[1, 4, 2] = convolve(%0, %1; strides=[2], padding=[[1, 0]], inputDilation=[1], kernelDilation=[1], groups=1, batchGroups=1, flip=false, roles={input=[0, 1, 2], kernel=[0, 1, 2], output=[0, 1, 2]}, dtype=float32)
      return %2"
  `);
});

test("leaves that stand twice in a program are one input", () => {
  const x = vector(1, 2);
  const program = capture([Node.apply("mul", [x, Node.apply("neg", [x], {})], {}), x]);
  expect(program.leaves).toEqual([x]);
  expect(program.graph().outputs).toEqual([2, 0]);
});

test("a long chain is captured", () => {
  let node = vector(1);
  for (let i = 0; i < 20_000; i++) node = Node.apply("neg", [node], {});
  expect(capture([node]).nodes.length).toBe(20_000);
});
