import { capture, Node, Storage } from "@chainrule/graph";
import { expect, test } from "vitest";
import { referenceEngine } from "../src/index.ts";
import { leaf } from "./run.ts";

test("a program's outputs may be an input, or one value twice, and never share elements", () => {
  const x = leaf([2], [1, 2]);
  const y = Node.apply("neg", [x], {});
  const program = capture([x, y, y]);
  const outputs = [0, 1, 2].map(() => Storage.empty("float32", 2));
  const engine = referenceEngine();
  engine.prepare(program.graph()).run([x.value!], outputs);
  x.value!.release();
  outputs[1]!.release();
  expect([outputs[0]!.data(), outputs[2]!.data()]).toEqual([
    new Float32Array([1, 2]),
    new Float32Array([-1, -2]),
  ]);
});

test("a replaced input is released, and the others are not", () => {
  const [x, y] = [leaf([2], [1, 2]), leaf([2], [3, 4])];
  const program = capture([Node.apply("sub", [x, y], {})], [x]);
  const output = Storage.empty("float32", 2);
  const inputs = program.leaves.map((one) => one.value!);
  referenceEngine().prepare(program.graph()).run(inputs, [output]);
  expect(x.value!.released).toBe(true);
  expect(y.value!.released).toBe(false);
  expect(output.data()).toEqual(new Float32Array([-2, -2]));
});

test("reading gives a copy", () => {
  const engine = referenceEngine();
  const storage = Storage.of("float32", new Float32Array([1]));
  engine.upload(storage);
  engine.readSync!(storage)[0] = 7;
  expect(storage.data()).toEqual(new Float32Array([1]));
});

test("elements that another engine holds are read through their storage", async () => {
  const other = referenceEngine();
  const x = leaf([1], [2]);
  const middle = Storage.empty("float32", 1);
  other.prepare(capture([Node.apply("neg", [x], {})]).graph()).run([x.value!], [middle]);
  const result = Storage.empty("float32", 1);
  const square = capture([Node.apply("mul", [x, x], {})]);
  referenceEngine().prepare(square.graph()).run([middle], [result]);
  expect(await result.read()).toEqual(new Float32Array([4]));
});

test("a released input is an error", () => {
  const x = leaf([1], [2]);
  const program = capture([Node.apply("neg", [x], {})]).graph();
  x.value!.release();
  expect(() =>
    referenceEngine()
      .prepare(program)
      .run([x.value!], [Storage.empty("float32", 1)]),
  ).toThrowErrorMatchingInlineSnapshot(`[Error: read: the storage was released.]`);
});

test("a program prints itself", () => {
  const program = capture([Node.apply("neg", [leaf([1], [2])], {})]);
  expect(referenceEngine().prepare(program.graph()).toString()).toMatchInlineSnapshot(`
    "graph(%0: float32[1])
      %1: float32[1] = neg(%0)
      return %1"
  `);
});
