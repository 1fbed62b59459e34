import { importedMath } from "./math.ts";
import type { Memory } from "./webassembly.ts";

/** Words of the control block, at the start of the shared memory. */
const word = {
  /** The number of the task, times 256, and how many of its parts nobody has claimed: `all` of a task that every worker does. */
  claim: 0,
  /** Parts that are done, or workers. */
  done: 1,
  /** The number of the pool, times 128, and how many of its workers are up. */
  ready: 2,
  failed: 3,
  slot: 4,
  units: 5,
  parts: 6,
  count: 7,
  arguments: 8,
} as const;

/** Into how many parts a task is divided for each thread: one that is held up leaves what it has not claimed to the others. */
const partsPerThread = 4;

/** The most parts of a task. */
const mostParts = 254;

/** In place of a number of parts: a task for every worker, to load a module. */
const all = 255;

/** Bytes of the control block: WebAssembly lets a function have a thousand arguments. */
export const controlBytes = 4096;

/** Bytes through which the code of new kernels reaches the workers. */
export const transferBytes: number = 2 ** 20;

/** How long the joining thread waits for a worker that shows no sign of life. */
const patience = 60_000;

/** How often the joining thread looks before it sleeps. */
const spinsBeforeSleep = 131_072;

/** What a thread does: functions of the module at once, and nothing of this file's, since its text runs in the worker. */
function work(
  control: Int32Array,
  memory: Memory,
  math: Readonly<Record<string, unknown>>,
  pool: number,
): void {
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object;
      Instance: new (
        module: object,
        imports: object,
      ) => { exports: Record<string, (...values: number[]) => void> };
    };
  };
  const functions: ((...values: number[]) => void)[] = [];
  let seen = Atomics.load(control, 0);
  // Ready, where the pool is still the one that the memory serves: an ended worker may live on for seconds.
  for (;;) {
    const ready = Atomics.load(control, 2);
    if (ready >> 7 !== pool) return;
    if (Atomics.compareExchange(control, 2, ready, ready + 1) === ready) break;
  }
  for (let spins = 0; ; spins++) {
    const claim = Atomics.load(control, 0);
    if (Atomics.load(control, 2) >> 7 !== pool) return;
    const left = claim & 255;
    if (claim === seen || left === 0) {
      if (spins > 200_000) {
        Atomics.wait(control, 0, claim);
        spins = 0;
      }
      continue;
    }
    spins = 0;
    // What the block says is of this task if the claim still holds after it was read.
    const [slot, units, parts, count] = [control[4]!, control[5]!, control[6]!, control[7]!];
    const values: number[] = [];
    for (let i = 0; i < count; i++) values[i] = control[8 + i]!;
    if (left === 255) seen = claim;
    else if (Atomics.compareExchange(control, 0, claim, claim - 1) !== claim) continue;
    try {
      if (left === 255) {
        const bytes = new Uint8Array(memory.buffer, values[0]!, parts).slice();
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
          env: { memory, ...math },
        });
        for (let i = 0; i < units; i++) functions[slot + i] = exports[`k${i}`]!;
      } else {
        const part = parts - left;
        values[count] = Math.floor((units * part) / parts);
        values[count + 1] = Math.floor((units * (part + 1)) / parts);
        functions[slot]!.apply(null, values);
      }
    } catch {
      Atomics.store(control, 3, 1);
    }
    Atomics.add(control, 1, 1);
    Atomics.notify(control, 1);
  }
}

/** The source of a worker, for whatever kind of worker there is: it gets `{ memory, pool }`. */
function source(): string {
  const functions = Object.entries(importedMath).map(([name, f]) =>
    name in Math ? `${name}: Math.${name}` : `${name}: ${f.toString()}`,
  );
  // Transpilers may wrap functions in a helper that names them.
  return `const __name = (f) => f; const math = { ${functions.join(", ")} }; const work = ${work.toString()};
const start = ({ memory, pool }) => work(new Int32Array(memory.buffer, 0, ${controlBytes / 4}), memory, math, pool);`;
}

interface NodeWorker {
  unref(): void;
  on(event: string, listener: (error: Error) => void): void;
  terminate(): Promise<number>;
}

interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
}

interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
  readonly Worker?: new (url: string) => WebWorker;
  readonly DedicatedWorkerGlobalScope?: unknown;
  readonly Blob?: new (parts: string[], options: { type: string }) => object;
  readonly URL?: { createObjectURL(blob: object): string };
  readonly performance: { now(): number };
}

const host = globalThis as unknown as Host;

/** A module of Node's; `undefined` elsewhere. */
function nodeModule(name: string): unknown {
  return host.process?.getBuiltinModule?.(name);
}

/** Node's threads; `undefined` elsewhere. */
function nodeThreads(): { Worker: new (code: string, options: object) => NodeWorker } | undefined {
  return nodeModule("node:worker_threads") as ReturnType<typeof nodeThreads>;
}

/** Whether threads can share memory here: in Node, and in pages that are cross-origin isolated. */
export function canShare(): boolean {
  const starts = nodeThreads() !== undefined || host.Worker !== undefined;
  return starts && host.SharedArrayBuffer !== undefined && host.crossOriginIsolated !== false;
}

let url: string | undefined;

/** Starts a worker of a page or of a worker; `null` where the page's policy forbids it. */
function startWebWorker(): WebWorker | null {
  const { Blob, URL, Worker } = host;
  const code = `${source()} onmessage = ({ data }) => start(data);`;
  url ??= URL!.createObjectURL(new Blob!([code], { type: "text/javascript" }));
  try {
    return new Worker!(url);
  } catch {
    return null;
  }
}

/** The number of processors that this program may use. */
export function processors(): number {
  const os = nodeModule("node:os") as { availableParallelism?(): number } | undefined;
  return os?.availableParallelism?.() ?? host.navigator?.hardwareConcurrency ?? 1;
}

/** A module that workers load when they first need it. */
export interface Loadable {
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Where its functions are in the workers' tables, or `-1` while it is not loaded. */
  slot: number;
}

/**
 * Workers over one shared memory. The calling thread is the first; the others spin for a moment, about as long as a step's graph takes to build,
 * and then sleep until the next task. While they are starting up, `ready` is false and the caller works alone. In a browser they start when the caller next gives way to its event loop.
 */
export class Pool {
  readonly threads: number;
  readonly #memory: Memory;
  readonly #control: Int32Array;
  readonly #transfer: number;
  readonly #end: () => void;
  /** Whether the calling thread may sleep: the main thread of a page may not. */
  readonly #sleeps: boolean =
    nodeThreads() !== undefined || host.DedicatedWorkerGlobalScope !== undefined;
  /** What the control block says when every worker is up. */
  readonly #upMark: number;
  #up = false;
  #slots = 0;
  #failure: Error | null = null;

  /** Starts `threads − 1` workers, which get the code of kernels through `transferBytes` at `transfer`. */
  constructor(memory: Memory, threads: number, transfer: number) {
    this.#memory = memory;
    this.threads = threads;
    this.#transfer = transfer;
    this.#control = new Int32Array(memory.buffer, 0, controlBytes / 4);
    const pool = (this.#control[word.ready]! >> 7) + 1;
    this.#upMark = (pool << 7) + threads - 1;
    this.#control[word.failed] = 0;
    Atomics.store(this.#control, word.ready, pool << 7);
    const ends = Array.from({ length: threads - 1 }, () => this.#start({ memory, pool }));
    this.#end = () => {
      // Those that wait end themselves: a browser takes seconds to end a worker that sleeps.
      if (Atomics.load(this.#control, word.ready) >> 7 === pool) {
        Atomics.store(this.#control, word.ready, (pool + 1) << 7);
        this.#publish(0);
      }
      ends.forEach((end) => end());
    };
  }

  /** Whether every worker is up. */
  get ready(): boolean {
    this.#up ||= Atomics.load(this.#control, word.ready) === this.#upMark;
    if (this.#failure !== null) throw this.#failure;
    return this.#up;
  }

  /** How many functions the workers have. */
  get loaded(): number {
    return this.#slots;
  }

  /** Ends the workers. */
  end(): void {
    this.#end();
  }

  /** Runs every unit of a kernel, in parts that whoever is free claims: `local` does those of this thread. A worker that is still asleep is not waited for. */
  run(
    module: Loadable,
    index: number,
    values: readonly number[],
    units: number,
    local: (start: number, end: number) => void,
  ): void {
    if (module.slot < 0) this.#load(module);
    const control = this.#control;
    const parts = Math.min(units, partsPerThread * this.threads, mostParts);
    this.#task(module.slot + index, units, parts, values);
    this.#publish(parts);
    for (;;) {
      const claim = Atomics.load(control, word.claim);
      const left = claim & all;
      if (left === 0) break;
      if (Atomics.compareExchange(control, word.claim, claim, claim - 1) !== claim) continue;
      const part = parts - left;
      local(Math.floor((units * part) / parts), Math.floor((units * (part + 1)) / parts));
      Atomics.add(control, word.done, 1);
    }
    this.#join(parts);
  }

  #load(module: Loadable): void {
    module.slot = this.#slots;
    this.#slots += module.count;
    new Uint8Array(this.#memory.buffer, this.#transfer, module.bytes.length).set(module.bytes);
    this.#task(module.slot, module.count, module.bytes.length, [this.#transfer]);
    this.#publish(all);
    this.#join(this.threads - 1);
  }

  #task(slot: number, units: number, parts: number, values: readonly number[]): void {
    const control = this.#control;
    control[word.slot] = slot;
    control[word.units] = units;
    control[word.parts] = parts;
    control[word.count] = values.length;
    for (let i = 0; i < values.length; i++) control[word.arguments + i] = values[i]!;
  }

  /** Lets workers claim the parts of the next task. */
  #publish(parts: number): void {
    const control = this.#control;
    Atomics.store(control, word.done, 0);
    Atomics.store(control, word.claim, (((control[word.claim]! >> 8) + 1) << 8) | parts);
    Atomics.notify(control, word.claim);
  }

  /** Waits until all is done: spinning at first, and then asleep where the calling thread may sleep. */
  #join(count: number): void {
    const control = this.#control;
    let since = 0;
    for (let spins = 1; ; spins++) {
      const done = Atomics.load(control, word.done);
      if (done === count) break;
      if (spins % spinsBeforeSleep !== 0) continue;
      if (this.#sleeps) Atomics.wait(control, word.done, done, 100);
      since ||= host.performance.now();
      if (host.performance.now() - since > patience) {
        throw this.#fail(
          `a worker has not answered for ${patience / 1000} s; it was probably ended from outside.`,
        );
      }
    }
    if (Atomics.load(control, word.failed) !== 0) throw this.#fail("a kernel failed in a worker.");
  }

  #fail(what: string): Error {
    this.#failure = new Error(`wasmEngine: ${what}`);
    this.#end();
    return this.#failure;
  }

  #start(data: { memory: Memory; pool: number }): () => void {
    const threads = nodeThreads();
    if (threads !== undefined) {
      const code = `${source()} start(require("node:worker_threads").workerData);`;
      const worker = new threads.Worker(code, {
        eval: true,
        workerData: data,
        execArgv: [],
        env: {},
      });
      // An idle worker does not keep the program alive.
      worker.unref();
      worker.on("error", (error) => void this.#fail(`a worker failed: ${error.message}`));
      return () => void worker.terminate();
    }
    // One that does not start never says that it is ready: the caller goes on alone.
    const worker = startWebWorker();
    worker?.postMessage(data);
    return () => worker?.terminate();
  }
}

/** A program with this many nanoseconds of work starts the threads. */
const leastForThreads = 100_000;

/** Functions that the workers' tables hold before they start anew. */
const mostLoaded = 16_384;

/** What a pool shares with the engine: its memory, where code passes through it, and the modules of its kernels. */
interface Sharing {
  readonly memory: Memory;
  readonly transfer: number;
  readonly modules: () => readonly Loadable[];
}

/** Gives the pool of so many threads for a program of an amount of work: `null` while work is little, or the threads are not up yet. */
export type Pools = (amount: number, threads: number) => Pool | null;

/** The pools of an engine: one at a time, another where that does not serve. */
export function poolsOver({ memory, transfer, modules }: Sharing): Pools {
  let pool: Pool | null = null;
  return (amount, threads) => {
    if (pool !== null && (pool.threads !== threads || pool.loaded > mostLoaded)) {
      pool.end();
      for (const module of modules()) module.slot = -1;
      pool = null;
    }
    if (threads > 1 && amount >= leastForThreads) pool ??= new Pool(memory, threads, transfer);
    return pool?.ready ? pool : null;
  };
}
