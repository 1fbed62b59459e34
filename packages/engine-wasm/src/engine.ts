import { compile, type Plan, type Target } from "@chainrule/compiler";
import {
  type Engine,
  type Executable,
  type Graph,
  type Storage,
  type TypedArray,
} from "@chainrule/graph";
import { functionsOf, poolsOver, profile, sorter } from "#parts";
import { lengthOf, withLength } from "#lengths";
import { revectorize } from "#revectorize";
import { Module } from "./assembler.ts";
import { type Features, fuses } from "./features.ts";
import { Constants, KernelCode } from "./kernel.ts";
import { constantsEnd, Heap } from "./heap.ts";
import type { KernelFunction, Run } from "./kernel-function.ts";
import { importedMath, type MathName } from "./math.ts";
import { Program } from "./program.ts";
import { type Signature, signature } from "./signature.ts";
import { targetOf } from "./target.ts";
import { type Loadable, type Pools, transferBytes } from "./threads.ts";
import { unwritten, type Written } from "./unwritten.ts";
import { controlBytes } from "./worker.ts";

/** Kernels compiled so far, kept for programs to come. */
const mostKernels = 4096;

/** The default engine: every kernel is WebAssembly SIMD, generated for its shapes. */
class WasmEngine implements Engine {
  readonly name = "wasm";
  readonly profile = profile;
  readonly #heap: Heap;
  readonly #constants: Constants;
  readonly #kernels = new Map<string, readonly KernelFunction[]>();
  readonly #features: Features;
  readonly #target: Target;
  /** The threads for a program of so much work: `null` while it does alone, or they are not up yet. */
  readonly pool: Pools;

  constructor(threads: number | null, features: Features) {
    this.#features = features;
    this.#target = targetOf(features);
    this.#heap = new Heap(this);
    this.#constants = new Constants(controlBytes, constantsEnd, (bits, address) => {
      new Int32Array(this.#heap.memory.buffer, address, 4).fill(bits);
    });
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
        for (const [emit, work] of unwritten(kernel, this.#features)) {
          const code = new KernelCode(module, this.#constants, this.#features.fused, buffers);
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
