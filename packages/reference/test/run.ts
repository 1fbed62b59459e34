import { allocate, capture, type DType, Node, type Shape, Storage } from "@chainrule/graph";
import { referenceEngine } from "../src/index.ts";

/** A leaf with elements. */
export function leaf(shape: Shape, values: readonly number[], dtype: DType = "float32"): Node {
  const data = allocate(dtype, values.length);
  data.set(values);
  return Node.leaf(shape, dtype, Storage.of(dtype, data));
}

/** The elements of `node`, computed. */
export function elements(node: Node): number[] {
  const program = capture([node]);
  const result = Storage.empty(
    node.dtype,
    node.shape.reduce((a, b) => a * b, 1),
  );
  referenceEngine()
    .prepare(program.graph())
    .run(
      program.leaves.map((one) => one.value!),
      [result],
    );
  return [...result.data()];
}
