import type { Kernel, Plan } from "@chainrule/compiler";
import { bytesOf, type Executable, type Graph, type Storage } from "@chainrule/graph";
import { dispatch, endOfKernel, startOfKernel, titleOf } from "#parts";
import type { Heap } from "./heap.ts";
import type { KernelFunction } from "./kernel-function.ts";
import type { Pool } from "./threads.ts";

/** What a kernel of a plan was compiled to: its functions, and the buffers whose addresses they take. */
export interface CompiledKernel {
  readonly functions: readonly KernelFunction[];
  readonly buffers: readonly number[];
}

/** What runs one after the other: the functions of a kernel. */
interface Step {
  readonly kernel: Kernel;
  readonly calls: readonly Call[];
}

/** A function to call in every run. */
interface Call {
  readonly callee: KernelFunction;
  readonly buffers: readonly number[];
  /** What it was last called with: addresses, its length, then all of its units. */
  readonly values: number[];
}

/** Where a buffer of the program is: the number of an input or output, or an offset in the arena. */
interface Bound {
  readonly buffer: number;
  readonly at: number;
}

/** One graph, ready to run. What does not change from run to run is worked out before the first. */
export class Program implements Executable {
  readonly #heap: Heap;
  /** What it was made from. */
  readonly plan: Plan;
  readonly #pool: (work: number) => Pool | null;
  readonly #steps: readonly Step[];
  readonly #inputs: readonly Bound[];
  readonly #outputs: readonly Bound[];
  /** Buffers that an output is written over: they are where its own buffer is. */
  readonly #overwritten: readonly Bound[];
  readonly #temporaries: readonly Bound[];
  /** The outputs that are inputs, or the same value as other outputs: copies. */
  readonly #copies: readonly Bound[];
  /** The inputs that are replaced. */
  readonly #replaced: readonly number[];
  /** The address of each buffer. */
  readonly #addresses: number[];
  /** Where the arena was in the last run. */
  #arena = -1;
  /** Bytes of inputs and outputs. */
  readonly #bytes: number;
  readonly #work: number;

  /** `pool` gives the threads for so much work, if there are any. */
  constructor(
    heap: Heap,
    graph: Graph,
    plan: Plan,
    kernels: readonly CompiledKernel[],
    pool: (work: number) => Pool | null,
  ) {
    const { buffers, offsets, outputs } = plan;
    const bound = (role: string): Bound[] =>
      buffers
        .filter((buffer) => buffer.role === role)
        .map(({ id, index }) => ({ buffer: id, at: role === "temporary" ? offsets[id]! : index }));
    this.#heap = heap;
    this.plan = plan;
    this.#pool = pool;
    this.#steps = kernels.map(({ functions, buffers: used }, i) => ({
      kernel: plan.kernels[i]!,
      calls: functions.map((callee): Call => ({
        callee,
        buffers: used,
        values: [...used, callee.rounds | 0, 0, callee.units | 0],
      })),
    }));
    this.#inputs = bound("input");
    const own = new Map(bound("output").map((one) => [one.at, one]));
    this.#outputs = [...own.values()];
    this.#overwritten = bound("output").flatMap(({ buffer, at }) => {
      const place = own.get(at)!.buffer;
      return place === buffer ? [] : [{ buffer, at: place }];
    });
    this.#temporaries = bound("temporary");
    this.#copies = outputs.flatMap((id, at) => {
      const { role, index } = buffers[id]!;
      return role === "output" && index === at ? [] : [{ buffer: id, at }];
    });
    this.#replaced = graph.replaces.filter((input) => input >= 0);
    this.#addresses = buffers.map(() => 0);
    this.#bytes = [...this.#inputs, ...this.#outputs, ...this.#copies].reduce(
      (sum, { buffer }) => sum + bytesOf(buffers[buffer]!.dtype) * buffers[buffer]!.length,
      0,
    );
    this.#work = kernels
      .flatMap(({ functions }) => functions)
      .reduce((sum, { work }) => sum + work, 0);
  }

  run(inputs: readonly Storage[], outputs: readonly Storage[]): void {
    this.#heap.makeRoom(() => this.#bind(inputs, outputs));
    const addresses = this.#addresses;
    const pool = this.#pool(this.#work);
    for (const { kernel, calls } of this.#steps) {
      const start = startOfKernel();
      for (const { callee, buffers, values } of calls) {
        // As the integers that functions take: V8 makes an object of every other number that it passes on.
        for (let i = 0; i < buffers.length; i++) values[i] = addresses[buffers[i]!]! | 0;
        dispatch(callee, values, pool);
      }
      if (start > 0) endOfKernel(kernel, start);
    }
    const heap = this.#heap;
    for (const { buffer, at } of this.#copies) {
      const output = outputs[at]!;
      heap.view(output, heap.load(output)).set(heap.view(output, addresses[buffer]!));
    }
    for (const input of this.#replaced) inputs[input]!.release();
  }

  /** Finds out where each buffer is in this run. Throws, and leaves the outputs empty, where there is no memory for them. */
  #bind(inputs: readonly Storage[], outputs: readonly Storage[]): void {
    try {
      this.#place(inputs, outputs);
    } catch (error) {
      for (const { residence } of outputs) residence?.free();
      throw error;
    }
  }

  #place(inputs: readonly Storage[], outputs: readonly Storage[]): void {
    const heap = this.#heap;
    const addresses = this.#addresses;
    heap.begin(inputs.length + outputs.length, this.#bytes);
    const arena = heap.arena(this.plan.arenaBytes);
    if (arena !== this.#arena) {
      for (const { buffer, at } of this.#temporaries) addresses[buffer] = arena + at;
      this.#arena = arena;
    }
    for (const { buffer, at } of this.#inputs) addresses[buffer] = heap.load(inputs[at]!);
    for (const { buffer, at } of this.#outputs) addresses[buffer] = heap.allocate(outputs[at]!);
    for (const { buffer, at } of this.#overwritten) addresses[buffer] = addresses[at]!;
    for (const { at } of this.#copies) heap.allocate(outputs[at]!);
  }

  toString(): string {
    return this.plan.kernels.map(titleOf).join("\n");
  }
}
