import { importedMath } from "./math.ts";
import type { Memory } from "./webassembly.ts";

/** Where things are in the control block, at the start of the shared memory, in words; workers get it with their code. */
const layout = {
  /** How many parts of the task are done, or how many workers have loaded a module. */
  done: 1,
  /** The number of the pool, times 128, and how many of its workers are up. */
  ready: 2,
  failed: 3,
  slot: 4,
  units: 5,
  count: 6,
  values: 8,
  /** For each thread, a cache line apart: the number of the task, times 256, and how many of its own parts nobody has claimed. */
  claims: 1024,
  claim: 16,
  /** How many parts of a task are a thread's own. */
  own: 4,
  /** In place of a number of parts: a module for every worker to load. */
  loading: 255,
} as const;

type Layout = typeof layout;

/** Bytes of the control block: WebAssembly lets a function have a thousand arguments, and there are at most 64 threads. */
export const controlBytes = 8192;

/** Bytes through which the code of new kernels reaches the workers. */
export const transferBytes: number = 2 ** 20;

/** A thread's place: its number among those of a pool, and the memory that they share. */
interface Place {
  readonly memory: Memory;
  readonly index: number;
  readonly threads: number;
  readonly pool: number;
}

/** How long the joining thread waits for a worker that shows no sign of life. */
const patience = 60_000;

/** How often the joining thread looks before it sleeps. */
const spinsBeforeSleep = 131_072;

/**
 * Runs parts of a task until nobody has any left to claim: a thread's own first, which are the same stretch of every kernel, so that it finds in its cache
 * what it wrote; then those of threads that are held up. Its text runs in workers too: it may use nothing else of this file.
 */
function share(
  control: Int32Array,
  { claims, claim, own, units, done }: Layout,
  { index, threads }: Place,
  task: number,
  run: (start: number, end: number) => void,
): void {
  for (let i = 0; i < threads; i++) {
    const owner = (index + i) % threads;
    const at = claims + claim * owner;
    for (;;) {
      const before = Atomics.load(control, at);
      const left = before & 255;
      if (before >> 8 !== task || left === 0) break;
      if (Atomics.compareExchange(control, at, before, before - 1) !== before) continue;
      // What the block says is of this task from here until the part is done.
      const part = own * (owner + 1) - left;
      const start = Math.floor((control[units]! * part) / (own * threads));
      const end = Math.floor((control[units]! * (part + 1)) / (own * threads));
      if (start < end) run(start, end);
      Atomics.add(control, done, 1);
      Atomics.notify(control, done);
    }
  }
}

/** What a worker does: calls functions of modules that it is given. Its text runs in the worker: it may use nothing else of this file. */
function work(
  control: Int32Array,
  words: Layout,
  place: Place,
  shareOut: typeof share,
  math: Readonly<Record<string, unknown>>,
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
  const { done, ready, failed, slot, units, count, values, claims, claim, loading } = words;
  const { index, pool, memory } = place;
  const functions: ((...values: number[]) => void)[] = [];
  const load = (): void => {
    const bytes = new Uint8Array(memory.buffer, control[values]!, control[count]!).slice();
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory, ...math },
    });
    for (let i = 0; i < control[units]!; i++) functions[control[slot]! + i] = exports[`k${i}`]!;
  };
  const run = (start: number, end: number): void => {
    const given: number[] = [];
    for (let i = 0; i < control[count]!; i++) given[i] = control[values + i]!;
    functions[control[slot]!]!.apply(null, [...given, start, end]);
  };
  const orFail = (f: () => void): void => {
    try {
      f();
    } catch {
      Atomics.store(control, failed, 1);
    }
  };
  const own = claims + claim * index;
  let seen = Atomics.load(control, own) >> 8;
  // Ready, where the pool is still the one that the memory serves: an ended worker may live on for seconds.
  for (;;) {
    const before = Atomics.load(control, ready);
    if (before >> 7 !== pool) return;
    if (Atomics.compareExchange(control, ready, before, before + 1) === before) break;
  }
  for (let spins = 0; ; spins++) {
    const now = Atomics.load(control, own);
    if (Atomics.load(control, ready) >> 7 !== pool) return;
    const task = now >> 8;
    if (task === seen) {
      if (spins > 200_000) {
        Atomics.wait(control, own, now);
        spins = 0;
      }
      continue;
    }
    seen = task;
    spins = 0;
    if ((now & 255) === loading) {
      orFail(load);
      Atomics.add(control, done, 1);
      Atomics.notify(control, done);
    } else {
      shareOut(control, words, place, task, (start, end) => orFail(() => run(start, end)));
    }
  }
}

/** The source of a worker, for whatever kind of worker there is: it gets its place. */
function source(): string {
  const functions = Object.entries(importedMath).map(([name, f]) =>
    name in Math ? `${name}: Math.${name}` : `${name}: ${f.toString()}`,
  );
  // Transpilers may wrap functions in a helper that names them.
  return `const __name = (f) => f; const math = { ${functions.join(", ")} }; const work = ${work.toString()}; const share = ${share.toString()};
const start = (place) => work(new Int32Array(place.memory.buffer, 0, ${controlBytes / 4}), ${JSON.stringify(layout)}, place, share, math);`;
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
  readonly #place: Place;
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
  /** The number of the last task: of 24 bits, with a sign. */
  #task: number;
  #failure: Error | null = null;

  /** Starts `threads − 1` workers, which get the code of kernels through `transferBytes` at `transfer`. */
  constructor(memory: Memory, threads: number, transfer: number) {
    this.threads = threads;
    this.#transfer = transfer;
    this.#control = new Int32Array(memory.buffer, 0, controlBytes / 4);
    const pool = (this.#control[layout.ready]! >> 7) + 1;
    this.#task = this.#control[layout.claims]! >> 8;
    this.#upMark = (pool << 7) + threads - 1;
    this.#control[layout.failed] = 0;
    Atomics.store(this.#control, layout.ready, pool << 7);
    this.#place = { memory, index: 0, threads, pool };
    const ends = Array.from({ length: threads - 1 }, (_, i) =>
      this.#start({ ...this.#place, index: i + 1 }),
    );
    this.#end = () => {
      // Those that wait end themselves: a browser takes seconds to end a worker that sleeps.
      if (Atomics.load(this.#control, layout.ready) >> 7 === pool) {
        Atomics.store(this.#control, layout.ready, (pool + 1) << 7);
        this.#publish(0);
      }
      ends.forEach((end) => end());
    };
  }

  /** Whether every worker is up. */
  get ready(): boolean {
    this.#up ||= Atomics.load(this.#control, layout.ready) === this.#upMark;
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

  /** Runs every unit of a kernel, in parts: `local` does those that this thread claims. A worker that is still asleep is not waited for. */
  run(
    module: Loadable,
    index: number,
    values: readonly number[],
    units: number,
    local: (start: number, end: number) => void,
  ): void {
    if (module.slot < 0) this.#load(module);
    this.#begin(module.slot + index, units, values.length, values, layout.own);
    share(this.#control, layout, this.#place, this.#task, local);
    this.#join(layout.own * this.threads);
  }

  #load(module: Loadable): void {
    module.slot = this.#slots;
    this.#slots += module.count;
    const { bytes, count } = module;
    new Uint8Array(this.#place.memory.buffer, this.#transfer, bytes.length).set(bytes);
    this.#begin(module.slot, count, bytes.length, [this.#transfer], layout.loading);
    this.#join(this.threads - 1);
  }

  /** Writes what the next task is, and then lets every thread claim `parts` of it. */
  #begin(
    slot: number,
    units: number,
    count: number,
    values: readonly number[],
    parts: number,
  ): void {
    const control = this.#control;
    control[layout.slot] = slot;
    control[layout.units] = units;
    control[layout.count] = count;
    for (let i = 0; i < values.length; i++) control[layout.values + i] = values[i]!;
    Atomics.store(control, layout.done, 0);
    this.#publish(parts);
  }

  #publish(parts: number): void {
    this.#task = ((this.#task + 1) << 8) >> 8;
    for (let i = 0; i < this.threads; i++) {
      const at = layout.claims + layout.claim * i;
      Atomics.store(this.#control, at, (this.#task << 8) | parts);
      Atomics.notify(this.#control, at);
    }
  }

  /** Waits until all is done: spinning at first, and then asleep where the calling thread may sleep. */
  #join(count: number): void {
    const control = this.#control;
    let since = 0;
    for (let spins = 1; ; spins++) {
      const done = Atomics.load(control, layout.done);
      if (done === count) break;
      if (spins % spinsBeforeSleep !== 0) continue;
      if (this.#sleeps) Atomics.wait(control, layout.done, done, 100);
      since ||= host.performance.now();
      if (host.performance.now() - since > patience) {
        throw this.#fail(
          `a worker has not answered for ${patience / 1000} s; it was probably ended from outside.`,
        );
      }
    }
    if (Atomics.load(control, layout.failed) !== 0)
      throw this.#fail("a kernel failed in a worker.");
  }

  #fail(what: string): Error {
    this.#failure = new Error(`wasmEngine: ${what}`);
    this.#end();
    return this.#failure;
  }

  #start(place: Place): () => void {
    const threads = nodeThreads();
    if (threads !== undefined) {
      const code = `${source()} start(require("node:worker_threads").workerData);`;
      const worker = new threads.Worker(code, {
        eval: true,
        workerData: place,
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
    worker?.postMessage(place);
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
