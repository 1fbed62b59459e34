import { allocate, type DType, Node, type Shape, sizeOf, Storage } from "@chainrule/graph";

/** A leaf of zeros. */
export function leaf(shape: Shape, dtype: DType = "float32"): Node {
  return Node.leaf(shape, dtype, Storage.of(dtype, allocate(dtype, sizeOf(shape))));
}

/** A number of the program's structure. */
export function constant(value: number, dtype: DType = "float32"): Node {
  return Node.apply("constant", [], { value, dtype });
}

/** Starts of a slice: an int32 vector, known when the program runs. */
export function starts(rank: number): Node {
  return leaf([rank], "int32");
}
