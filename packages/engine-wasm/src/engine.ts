import { compile, type Kernel, type Plan, printPlan, type Target } from "@chainrule/compiler";
import {
  type Engine,
  type Executable,
  type Graph,
  type Storage,
  type TypedArray,
} from "@chainrule/graph";
import { Module } from "./assembler.ts";
import { emitContract, panelElements, scheduleOf } from "./contract.ts";
import { Constants, KernelCode } from "./kernel.ts";
import { emitLoop } from "./loop.ts";
import { importedMath, type MathName } from "./math.ts";
import { constantsEnd, Heap } from "./memory.ts";
import { webAssembly } from "./webassembly.ts";

type Run = (...addresses: number[]) => void;

/** Kernels compiled so far, kept for programs to come. */
const mostKernels = 4096;

const target: Target = {
  contracts: (dimensions) => scheduleOf(dimensions) !== null,
  scratch: (dimensions) => panelElements(scheduleOf(dimensions)),
};

/** The buffers a kernel touches, in the order of its function's parameters, and a text that is equal for equal functions. */
function signature(kernel: Kernel): { buffers: number[]; key: string } {
  const buffers: number[] = [];
  const key = JSON.stringify(kernel, (name, value: unknown) => {
    if (name === "name") return undefined;
    if (name !== "buffer" && name !== "scratch") {
      return typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
        ? `${1 / value} ${value}`
        : value;
    }
    if (typeof value !== "number") return value;
    const known = buffers.indexOf(value);
    return known < 0 ? buffers.push(value) - 1 : known;
  });
  return { buffers, key };
}

/** The default engine: every kernel is WebAssembly SIMD, generated for its shapes. */
class WasmEngine implements Engine {
  readonly name = "wasm";
  readonly #heap: Heap = new Heap(this);
  readonly #constants: Constants;
  readonly #kernels = new Map<string, Run>();

  constructor() {
    this.#constants = new Constants(
      64,
      constantsEnd,
      () => new Int32Array(this.#heap.memory.buffer),
    );
  }

  supports(): boolean {
    return true;
  }

  prepare(graph: Graph): Executable {
    const plan = compile(graph, target);
    const signatures = plan.kernels.map(signature);
    this.#compile(plan, signatures);
    const steps = signatures.map(({ buffers, key }) => ({ run: this.#kernels.get(key)!, buffers }));
    return new Program(this.#heap, graph, plan, steps);
  }

  upload(storage: Storage): void {
    this.#heap.begin(storage.bytes);
    this.#heap.resident(storage);
  }

  // oxlint-disable-next-line require-await -- the contract is asynchronous; this engine need not wait
  async read(storage: Storage): Promise<TypedArray> {
    return this.readSync(storage);
  }

  readSync(storage: Storage): TypedArray {
    return this.#heap.read(storage);
  }

  /** Compiles, in one module, the kernels that are not known yet. */
  #compile(plan: Plan, signatures: readonly { buffers: number[]; key: string }[]): void {
    const module = new Module();
    const added: string[] = [];
    signatures.forEach(({ buffers, key }, i) => {
      if (this.#kernels.has(key)) {
        // Used again: the last to be dropped.
        const known = this.#kernels.get(key)!;
        this.#kernels.delete(key);
        this.#kernels.set(key, known);
        return;
      }
      if (added.includes(key)) return;
      const kernel = plan.kernels[i]!;
      const code = new KernelCode(module, this.#constants, buffers);
      if (kernel.kind === "loop") emitLoop(code, kernel);
      else emitContract(code, kernel);
      module.add(`k${added.push(key) - 1}`, code);
    });
    if (added.length === 0) return;
    const { Instance, Module: Compiled } = webAssembly();
    const env: Record<string, unknown> = { memory: this.#heap.memory };
    for (const name of module.imports) env[name] = importedMath[name as MathName];
    const { exports } = new Instance(new Compiled(module.bytes(2, 65536)), { env });
    added.forEach((key, i) => this.#kernels.set(key, exports[`k${i}`] as Run));
    for (const key of this.#kernels.keys()) {
      if (this.#kernels.size <= mostKernels) break;
      this.#kernels.delete(key);
    }
  }
}

/** One graph, ready to run. */
class Program implements Executable {
  readonly #heap: Heap;
  readonly #graph: Graph;
  readonly #plan: Plan;
  readonly #steps: readonly { readonly run: Run; readonly buffers: readonly number[] }[];
  readonly #bytes: number;

  constructor(
    heap: Heap,
    graph: Graph,
    plan: Plan,
    steps: readonly { readonly run: Run; readonly buffers: readonly number[] }[],
  ) {
    this.#heap = heap;
    this.#graph = graph;
    this.#plan = plan;
    this.#steps = steps;
    const { buffers } = plan;
    this.#bytes = buffers.reduce(
      (sum, { role, length }) => (role === "temporary" ? sum : sum + 8 * length),
      0,
    );
  }

  run(inputs: readonly Storage[], outputs: readonly Storage[]): void {
    const heap = this.#heap;
    const { buffers, offsets, arenaBytes, outputs: results } = this.#plan;
    heap.begin(this.#bytes);
    const arena = heap.arena(arenaBytes);
    const addresses = buffers.map(({ id, role, index }) => {
      if (role === "input") return heap.resident(inputs[index]!);
      return role === "output" ? heap.place(outputs[index]!) : arena + offsets[id]!;
    });
    for (const { run, buffers: used } of this.#steps)
      run(...used.map((buffer) => addresses[buffer]!));
    // An output that is an input, or the same value as another output, is a copy of it.
    outputs.forEach((output, i) => {
      const buffer = buffers[results[i]!]!;
      if (buffer.role === "output" && buffer.index === i) return;
      const to = heap.place(output);
      heap.view(output, to).set(heap.view(output, addresses[buffer.id]!) as never);
    });
    this.#graph.replaces.forEach((input) => {
      if (input >= 0) inputs[input]!.release();
    });
  }

  toString(): string {
    return printPlan(this.#plan);
  }
}

/** Makes the engine that compiles graphs to WebAssembly SIMD. */
export function wasmEngine(): Engine {
  return new WasmEngine();
}
