import { compile, type Kernel, type Plan, type Target } from "@chainrule/compiler";
import {
  type Engine,
  type Executable,
  type Graph,
  type Storage,
  type TypedArray,
} from "@chainrule/graph";
import { functionsOf, panelNests, poolsOver, profile, sorter } from "#parts";
import { emitNests, lengthOf, withLength } from "#lengths";
import { revectorize } from "#revectorize";
import type { KernelLength } from "./any-length.ts";
import { Module } from "./assembler.ts";
import { contractFunctions, type Emit } from "./contract.ts";
import { type Features, fuses } from "./features.ts";
import { Constants, KernelCode } from "./kernel.ts";
import { constantsEnd, Heap } from "./heap.ts";
import type { KernelFunction, Run } from "./kernel-function.ts";
import { importedMath, type MathName } from "./math.ts";
import { Program } from "./program.ts";
import { scheduleOf } from "./schedule.ts";
import { type Loadable, type Pools, transferBytes } from "./threads.ts";
import { controlBytes } from "./worker.ts";

/** Kernels compiled so far, kept for programs to come. */
const mostKernels = 4096;

/** A function that is not written yet: what writes it, and the work of a copy, which is known before. */
type Unwritten = readonly [emit: Emit, work: number];

/** A function that is written, and is not compiled yet. */
type Written = Omit<KernelFunction, "run" | "module">;

/** The buffers a kernel touches, in the order of its function's parameters, its length, and a text that is equal for equal functions. */
interface Signature {
  readonly buffers: readonly number[];
  readonly length: KernelLength;
  readonly key: string;
}

function signature(length: KernelLength): Signature {
  const buffers: number[] = [];
  const key = JSON.stringify(length.like, (name, value: unknown) => {
    if (typeof value !== "number") return name === "name" ? undefined : value;
    if (name === "buffer" || name === "scratch") {
      const known = buffers.indexOf(value);
      return known < 0 ? buffers.push(value) - 1 : known;
    }
    // JSON has one text for numbers that are not finite, and no negative zero.
    return !Number.isFinite(value) || Object.is(value, -0) ? `${1 / value} ${value}` : value;
  });
  return { buffers, length, key };
}

/** The default engine: every kernel is WebAssembly SIMD, generated for its shapes. */
class WasmEngine implements Engine {
  readonly name = "wasm";
  readonly profile = profile;
  readonly #heap: Heap;
  readonly #constants: Constants;
  readonly #kernels = new Map<string, readonly KernelFunction[]>();
  readonly #features: Features;
  readonly #target: Target = {
    contract: (product) => scheduleOf(product, this.#features),
    panels: (product, nest) =>
      panelNests(nest, (places) => scheduleOf(product, this.#features, places)),
  };
  /** The threads for a program of so much work: `null` while it does alone, or they are not up yet. */
  readonly pool: Pools;

  constructor(threads: number | null, features: Features) {
    this.#features = features;
    this.#heap = new Heap(this);
    const words = (): Int32Array => new Int32Array(this.#heap.memory.buffer);
    this.#constants = new Constants(controlBytes, constantsEnd, words);
    this.pool = poolsOver(this.#heap, threads);
  }

  prepare(graph: Graph): Executable {
    const plan = compile(graph, this.#target);
    const signatures = plan.kernels.map((kernel) => signature(lengthOf(kernel, this.#features)));
    this.#compile(plan, signatures);
    const steps = signatures.map(({ buffers, length, key }, i) => ({
      functions: withLength(this.#kernels.get(key)!, plan.kernels[i]!, length),
      buffers,
    }));
    for (const key of this.#kernels.keys()) {
      if (this.#kernels.size <= mostKernels) break;
      this.#kernels.delete(key);
    }
    return new Program(this.#heap, graph, plan, steps, this.pool);
  }

  upload(storage: Storage): void {
    this.#heap.begin(1, storage.bytes);
    this.#heap.makeRoom(() => this.#heap.load(storage));
  }

  // oxlint-disable-next-line require-await -- the contract is asynchronous; this engine need not wait
  async read(storage: Storage): Promise<TypedArray> {
    return this.readSync(storage);
  }

  readSync(storage: Storage): TypedArray {
    return this.#heap.read(storage);
  }

  /** Compiles the kernels that are not known yet, in modules that pass to the workers in one piece. */
  #compile({ kernels }: Plan, signatures: readonly Signature[]): void {
    let module = new Module();
    let written = new Map<string, Written[]>();
    let [count, size] = [0, 0];
    const finish = (): void => {
      if (count > 0) this.#load(module, written, count);
      [module, written, count, size] = [new Module(), new Map(), 0, 0];
    };
    signatures.forEach(({ buffers, key }, i) => {
      const kernel = kernels[i]!;
      const known = this.#kernels.get(key);
      if (known !== undefined) {
        // Used again: the last to be dropped.
        this.#kernels.delete(key);
        this.#kernels.set(key, known);
      } else if (kernel.kind === "sort") {
        this.#kernels.set(key, [sorter(kernel, this.#heap)]);
      } else if (!written.has(key)) {
        const own: Written[] = [];
        written.set(key, own);
        for (const [emit, work] of this.#functionsOf(kernel)) {
          const code = new KernelCode(module, this.#constants, buffers);
          const units = emit(code);
          if (units === 0) continue;
          own.push({ rounds: 0, units, work, streams: false, index: count });
          module.add(`k${count++}`, code);
          size += code.bytes.length;
        }
        if (size > transferBytes / 4) finish();
      }
    });
    finish();
  }

  /** Compiles the functions of kernels, which a module has. */
  #load(module: Module, written: ReadonlyMap<string, Written[]>, count: number): void {
    const env: Record<string, unknown> = { memory: this.#heap.memory };
    for (const name of module.imports) env[name] = importedMath[name as MathName];
    const bytes = module.bytes(this.#heap);
    const exports = functionsOf(bytes, env);
    const loadable: Loadable = { bytes, count };
    for (const [key, parts] of written) {
      const own = parts.map((part) => ({
        ...part,
        run: exports[`k${part.index}`] as Run,
        module: loadable,
      }));
      this.#kernels.set(key, own);
    }
  }

  /** The functions that a kernel is made of, to be called one after the other. */
  #functionsOf(kernel: Exclude<Kernel, { kind: "sort" }>): Unwritten[] {
    if (kernel.kind !== "contract") return [[(code) => emitNests(code, kernel), 0]];
    // The compiler has asked before whether there is one.
    const schedule = scheduleOf(kernel, this.#features)!;
    const { copies, products } = contractFunctions(kernel, schedule, this.#features);
    return [...copies.map((emit): Unwritten => [emit, schedule.scratch / 2]), [products, 0]];
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
  const make = (threads: number | null, paired: boolean): WasmEngine =>
    new WasmEngine(threads, { fused: fuses(), paired });
  const paired = revectorize(options.revectorize, (pair) => make(1, pair));
  return make(options.threads ?? null, paired);
}
