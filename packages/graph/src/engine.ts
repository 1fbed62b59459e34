import type { TypedArray } from "./dtype.ts";
import type { Graph } from "./graph.ts";
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

/** How long a kernel took, which is a part of a program. */
export interface KernelTime {
  /** What it computes, and of which sizes. */
  readonly kernel: string;
  readonly milliseconds: number;
}

/** What runs graphs. An engine sees primitives, never a Tensor. */
export interface Engine {
  readonly name: string;
  /**
   * Compiles a graph. The caller keeps the executable for graphs of the same structure. Throws, in a sentence that names it, at a primitive or dtype that the engine
   * lacks.
   */
  prepare(graph: Graph): Executable;
  /** Makes a storage resident before it is needed. */
  upload(storage: Storage): void;
  read(storage: Storage): Promise<TypedArray>;
  /** Calls `f`, and says how long each kernel took that ran meanwhile, in their order; absent on engines that cannot tell. */
  profile?(f: () => void): readonly KernelTime[];
  /** A copy of the elements; absent on engines that can only read asynchronously. */
  readSync?(storage: Storage): TypedArray;
}
