import { capture, type Graph, Node, Storage } from "@chainrule/graph";
import { expect, test } from "vitest";
import { standaloneProgram } from "../src/index.ts";
import { webAssembly } from "../src/webassembly.ts";

const leaf = (...shape: readonly number[]): Node =>
  Node.leaf(
    shape,
    "float32",
    Storage.empty(
      "float32",
      shape.reduce((n, one) => n * one, 1),
    ),
  );

const graphOf = (...roots: readonly Node[]): Graph => capture(roots).graph();

/** Runs a program that imports no functions, with arguments at the addresses of inputs; gives its memory. */
function run(
  { modules, pages, start, inputs }: ReturnType<typeof standaloneProgram>,
  ...values: readonly (readonly number[])[]
): Float32Array {
  const host = webAssembly();
  const memory = new host.Memory({ initial: pages, maximum: pages, shared: false });
  new Uint8Array(memory.buffer).set(start);
  const floats = new Float32Array(memory.buffer);
  values.forEach((value, i) => floats.set(value, inputs[i]! / 4));
  const bytes = modules.find((one) => host.validate(one))!;
  const { exports } = new host.Instance(new host.Module(bytes), { env: { memory } });
  (exports["run"] as () => void)();
  return floats;
}

test("everything has a place in a memory that is as large as that", () => {
  const [x, y] = [leaf(3), leaf(3)];
  const sum = Node.apply("add", [x, y], {});
  const program = standaloneProgram(graphOf(sum, x), [0, Float32Array.of(10, 20, 30)]);
  expect(program.pages).toBe(1);
  expect(program.imports).toEqual({});
  expect(program.start.length).toBe(64);
  expect(program.outputs[1]).toBe(program.inputs[0]);
  const memory = run(program, [1, 2, 3]);
  const at = program.outputs[0]! / 4;
  expect([...memory.subarray(at, at + 3)]).toEqual([11, 22, 33]);
});

test("inputs that are the same argument have one place", () => {
  const [x, y] = [leaf(2), leaf(2)];
  const program = standaloneProgram(graphOf(Node.apply("mul", [x, y], {})), [0, 0]);
  expect(program.inputs[1]).toBe(program.inputs[0]);
  const at = program.outputs[0]! / 4;
  expect([...run(program, [3, 4]).subarray(at, at + 2)]).toEqual([9, 16]);
});

test("there are two modules where a product is fused with a sum", () => {
  const program = (rows: number): ReturnType<typeof standaloneProgram> => {
    const [x, w] = [leaf(rows, 64), leaf(64, 64)];
    const product = Node.apply("matmul", [x, w], { dtype: "float32" });
    return standaloneProgram(graphOf(Node.apply("neg", [product], {})), [0, 1]);
  };
  expect(program(8).modules).toHaveLength(2);
  const negative = standaloneProgram(graphOf(Node.apply("neg", [leaf(8, 64)], {})), [0]);
  expect(negative.modules).toHaveLength(1);
});
