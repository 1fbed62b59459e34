import type { DType, TypedArray } from "./dtype.ts";
import type { Graph } from "./graph.ts";
import type { Primitive } from "./primitives.ts";
import type { Storage } from "./storage.ts";

/** A program made for one graph. */
export interface Executable {
  /**
   * Computes the graph's outputs from `inputs` into `outputs`, which are empty storages of the outputs' types. An input
   * that the graph says is replaced is released. Returns no data: it is read from the storages.
   */
  run(inputs: readonly Storage[], outputs: readonly Storage[]): void;
  /** The program as text: what runs, in which order, with which sizes. */
  toString(): string;
}

/** What runs graphs. An engine sees primitives, never a Tensor. */
export interface Engine {
  readonly name: string;
  /** Whether `primitive` runs here with a result of `dtype`. */
  supports(primitive: Primitive, dtype: DType): boolean;
  /** Compiles a graph. The caller keeps the executable for graphs of the same structure. */
  prepare(graph: Graph): Executable;
  /** Makes a storage resident before it is needed. */
  upload(storage: Storage): void;
  read(storage: Storage): Promise<TypedArray>;
  /** A copy of the elements; absent on engines that can only read asynchronously. */
  readSync?(storage: Storage): TypedArray;
}
