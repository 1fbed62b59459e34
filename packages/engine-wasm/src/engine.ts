import { compile, type Kernel, type Plan, type Target } from "@chainrule/compiler";
import {
  type DType,
  type Engine,
  type Executable,
  type Graph,
  type Primitive,
  type Storage,
  type TypedArray,
} from "@chainrule/graph";
import {
  canShare,
  emitRows,
  panelNests,
  poolsOver,
  processors,
  profile,
  runs,
  sorter,
  streams,
  workOf,
} from "#parts";
import { isAskedFor, revectorize } from "#revectorize";
import { Module } from "./assembler.ts";
import { contractFunctions } from "./contract.ts";
import { type Features, fuses } from "./features.ts";
import { Constants, KernelCode } from "./kernel.ts";
import { emitLoop } from "./loop.ts";
import { importedMath, type MathName } from "./math.ts";
import { constantsEnd, Heap } from "./memory.ts";
import { type Part, Program, type Run } from "./program.ts";
import { size as rounds } from "./rounds.ts";
import { scheduleOf, scratchElements } from "./schedule.ts";
import { type Loadable, type Pool, type Pools, transferBytes } from "./threads.ts";
import { controlBytes } from "./worker.ts";
import { webAssembly } from "./webassembly.ts";

/** Kernels compiled so far, kept for programs to come. */
const mostKernels = 4096;

/** A function that was written, and is not compiled yet. */
type Emitted = Omit<Part, "run" | "module">;

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
  readonly profile = profile;
  readonly #heap: Heap;
  readonly #constants: Constants;
  readonly #kernels = new Map<string, readonly Part[]>();
  readonly #threads: number | null;
  readonly #features: Features;
  readonly #target: Target = {
    contracts: (product) => scheduleOf(product, this.#features) !== null,
    scratch: (product) => scratchElements(scheduleOf(product, this.#features)),
    inParts: (product) => rounds(scheduleOf(product, this.#features)?.outerSums ?? []) > 1,
    panels: (product, nest) =>
      panelNests(nest, (places) => scheduleOf(product, this.#features, places)),
  };
  readonly #pools: Pools;

  constructor(threads: number | null, features: Features) {
    this.#threads = threads;
    this.#features = features;
    this.#heap = new Heap(this);
    const words = (): Int32Array => new Int32Array(this.#heap.memory.buffer);
    this.#constants = new Constants(controlBytes, constantsEnd, words);
    const modules = (): Loadable[] =>
      [...this.#kernels.values()].flat().map(({ module }) => module);
    const { memory, transfer } = this.#heap;
    this.#pools = poolsOver({ memory, transfer, modules });
  }

  supports(primitive: Primitive, dtype: DType): boolean {
    return runs(primitive, dtype);
  }

  prepare(graph: Graph): Executable {
    const plan = compile(graph, this.#target);
    const signatures = plan.kernels.map(signature);
    this.#compile(plan, signatures);
    const steps = signatures.map(({ buffers, key }) => ({
      parts: this.#kernels.get(key)!,
      buffers,
    }));
    return new Program(this.#heap, graph, plan, steps, (work) => this.pool(work));
  }

  upload(storage: Storage): void {
    this.#heap.begin(storage.bytes, 1);
    this.#heap.resident(storage);
  }

  // oxlint-disable-next-line require-await -- the contract is asynchronous; this engine need not wait
  async read(storage: Storage): Promise<TypedArray> {
    return this.readSync(storage);
  }

  readSync(storage: Storage): TypedArray {
    return this.#heap.read(storage);
  }

  /** The threads for a program of so much work: `null` while it does alone, or they are not up yet. */
  pool(amount: number): Pool | null {
    return this.#pools(amount, this.#heap.shared ? (this.#threads ?? threadCount()) : 1);
  }

  /** Compiles the kernels that are not known yet, in modules that pass to the workers in one piece. */
  #compile(plan: Plan, signatures: readonly { buffers: number[]; key: string }[]): void {
    const { Instance, Module: Compiled } = webAssembly();
    let module = new Module();
    let added = new Map<string, Emitted[]>();
    let functions = 0;
    let size = 0;
    const finish = (): void => {
      if (functions === 0) return;
      const env: Record<string, unknown> = { memory: this.#heap.memory };
      for (const name of module.imports) env[name] = importedMath[name as MathName];
      const bytes = module.bytes(2, 65536, this.#heap.shared);
      const { exports } = new Instance(new Compiled(bytes), { env });
      const loadable: Loadable = { bytes, count: functions, slot: -1 };
      for (const [key, parts] of added) {
        const own = parts.map((part) => ({
          ...part,
          run: exports[`k${part.index}`] as Run,
          module: loadable,
        }));
        this.#kernels.set(key, own);
      }
      [module, added, functions, size] = [new Module(), new Map(), 0, 0];
    };
    signatures.forEach(({ buffers, key }, i) => {
      const known = this.#kernels.get(key);
      if (known !== undefined) {
        // Used again: the last to be dropped.
        this.#kernels.delete(key);
        this.#kernels.set(key, known);
        return;
      }
      if (added.has(key)) return;
      const kernel = plan.kernels[i]!;
      if (kernel.kind === "sort") {
        this.#kernels.set(key, [sorter(kernel, this.#heap)]);
        return;
      }
      const own: Emitted[] = [];
      added.set(key, own);
      const add = (emit: (code: KernelCode) => number, work: number, streamed = false): void => {
        const code = new KernelCode(module, this.#constants, buffers);
        const units = emit(code);
        if (units === 0) return;
        own.push({ units, work, streams: streamed, index: functions });
        module.add(`k${functions++}`, code);
        size += code.bytes.length;
      };
      if (kernel.kind === "contract") {
        const { copies, products, schedule } = contractFunctions(kernel, this.#features);
        for (const emit of copies) add(emit, this.#target.scratch(kernel) / 2);
        add(products, workOf(kernel), streams(schedule));
      } else if (kernel.kind === "rows") {
        add((code) => emitRows(code, kernel), workOf(kernel));
      } else {
        add((code) => emitLoop(code, kernel), workOf(kernel));
      }
      if (size > transferBytes / 4) finish();
    });
    finish();
    for (const key of this.#kernels.keys()) {
      if (this.#kernels.size <= mostKernels) break;
      this.#kernels.delete(key);
    }
  }
}

/** Options of the WebAssembly engine. */
export interface WasmOptions {
  /** How many threads to use; without it, what `setThreads` says. Results do not depend on it. */
  readonly threads?: number;
  /**
   * Whether to try V8's experimental 256-bit vectors (Node 24 and newer): matrix products and convolutions then run at up to twice the speed. It is
   * measured first, and where it does not help there is one warning. The environment variable `CHAINRULE_REVECTORIZE=1` asks for the same.
   */
  readonly revectorize?: boolean;
}

let wanted: number | null = null;

function threadCount(): number {
  wanted ??= processors();
  return wanted;
}

function checkThreads(name: string, threads: number): void {
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new Error(`${name}: threads must be an integer from 1 to 64; got ${threads}.`);
  }
}

/**
 * Sets how many threads engines use that were not told; at first the number of processors. Where memory cannot be shared (a page
 * that is not cross-origin isolated) there is one. Results are the same, bit for bit, for any number. Throws where `threads` is no
 * integer from 1 to 64.
 *
 * ```ts
 * import { setThreads } from "@chainrule/engine-wasm";
 *
 * setThreads(1);
 * setThreads(0); // throws setThreads: threads must be an integer from 1 to 64; got 0.
 * ```
 */
export function setThreads(threads: number): void {
  checkThreads("setThreads", threads);
  wanted = threads;
}

/**
 * How many threads engines use that were not told: what `setThreads` set, or the number of processors, and 1 where memory cannot be shared.
 *
 * ```ts
 * import { getThreads, setThreads } from "@chainrule/engine-wasm";
 *
 * setThreads(2);
 * getThreads(); // => 2
 * ```
 */
export function getThreads(): number {
  return canShare() ? threadCount() : 1;
}

/**
 * Makes the engine that compiles graphs to WebAssembly SIMD. `tensor` makes one for itself; another one is for another number of threads.
 * Throws where `threads` is no integer from 1 to 64.
 *
 * ```ts
 * import { wasmEngine } from "@chainrule/engine-wasm";
 *
 * wasmEngine({ threads: 2 }).name; // => "wasm"
 * ```
 */
export function wasmEngine(options: WasmOptions = {}): Engine {
  if (options.threads !== undefined) checkThreads("wasmEngine", options.threads);
  const make = (paired: boolean): WasmEngine =>
    new WasmEngine(options.threads ?? null, { fused: fuses(), paired });
  const wide = options.revectorize ?? isAskedFor();
  return make(wide && revectorize((paired) => new WasmEngine(1, { fused: fuses(), paired })));
}
