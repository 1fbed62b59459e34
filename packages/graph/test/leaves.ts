import { Node, type Shape, sizeOf, Storage } from "../src/index.ts";

/** A float32 leaf of one axis. */
export function vector(...values: number[]): Node {
  return Node.leaf([values.length], "float32", Storage.of("float32", new Float32Array(values)));
}

/** A float32 leaf of zeros. */
export function filled(shape: Shape): Node {
  return Node.leaf(shape, "float32", Storage.of("float32", new Float32Array(sizeOf(shape))));
}
