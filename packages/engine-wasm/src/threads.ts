import { clock, maySleep, startWorker } from "./host.ts";
import { checkThreads, threadCount } from "./thread-count.ts";
import type { Memory } from "./webassembly.ts";
import { controlBytes, layout, type Member, share } from "./worker.ts";

/** Where the code of new kernels reaches the workers, and how many bytes there are. */
export const transferStart = 65536;
export const transferBytes: number = 2 ** 20;

/** How long the joining thread waits for a worker that shows no sign of life. */
const patience = 60_000;

/** How often the joining thread looks before it sleeps. */
const spinsBeforeSleep = 131_072;

/** A module that workers load when they first need it. */
export interface Loadable {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** A function of a module whose units of work threads share. */
export interface Shared {
  readonly module: Loadable;
  /** Its number in the module. */
  readonly index: number;
  /** Into how many units of work it can be divided. */
  readonly units: number;
  /** Whether every call reads much from memory, whatever units it is for: each thread's own units are one part. */
  readonly streams: boolean;
}

/** Of how many parts each thread's own units are, where calls cost little. */
const partsOfThread = 4;

/**
 * Workers over one shared memory. The calling thread is the first; the others spin for a moment, about as long as a step's graph takes to build,
 * and then sleep until the next task. While they are starting up, `ready` is false and the caller works alone. In a browser they start when the caller next gives way to its event loop.
 */
export class Pool {
  readonly threads: number;
  /** The calling thread. */
  readonly #self: Member;
  readonly #control: Int32Array;
  readonly #transfer: number;
  readonly #end: () => void;
  /** What the control block says when every worker is up. */
  readonly #upMark: number;
  #up = false;
  /** Where the functions of each module that is loaded begin in the workers' tables. */
  readonly #slots = new WeakMap<Loadable, number>();
  #loaded = 0;
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
    this.#self = { memory, index: 0, threads, pool };
    const workers = Array.from({ length: threads - 1 }, (_, i) =>
      startWorker({ ...this.#self, index: i + 1 }, (message) => {
        this.#fail(`a worker failed: ${message}`);
      }),
    );
    this.#end = () => {
      // Those that wait end themselves: a browser takes seconds to end a worker that sleeps.
      if (Atomics.load(this.#control, layout.ready) >> 7 === pool) {
        Atomics.store(this.#control, layout.ready, (pool + 1) << 7);
        this.#publish(0);
      }
      workers.forEach((worker) => worker?.terminate());
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
    return this.#loaded;
  }

  /** Ends the workers. */
  end(): void {
    this.#end();
  }

  /** Runs every unit of a function with `values`, in parts: `local` does those that this thread claims. A worker that is still asleep is not waited for. */
  run(
    { module, index, units, streams }: Shared,
    values: readonly number[],
    local: (start: number, end: number) => void,
  ): void {
    const slot = this.#slots.get(module) ?? this.#load(module);
    const parts = streams ? 1 : partsOfThread;
    this.#begin(slot + index, units, values.length, values, parts);
    share(this.#control, layout, this.#self, this.#task, local);
    this.#join(parts * this.threads);
  }

  #load(module: Loadable): number {
    const slot = this.#loaded;
    const { bytes, count } = module;
    this.#slots.set(module, slot);
    this.#loaded += count;
    new Uint8Array(this.#self.memory.buffer, this.#transfer, bytes.length).set(bytes);
    this.#begin(slot, count, bytes.length, [this.#transfer], layout.loading);
    this.#join(this.threads - 1);
    return slot;
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
    control[layout.parts] = parts;
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
    const sleeps = maySleep();
    let since = 0;
    for (let spins = 1; ; spins++) {
      const done = Atomics.load(control, layout.done);
      if (done === count) break;
      if (spins % spinsBeforeSleep !== 0) continue;
      if (sleeps) Atomics.wait(control, layout.done, done, 100);
      since ||= clock();
      if (clock() - since > patience) {
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
}

/** A program with this many nanoseconds of work starts the threads. */
const leastForThreads = 100_000;

/** Functions that the workers' tables hold before they start anew. */
const mostLoaded = 16_384;

/** Gives the pool for a program of an amount of work: `null` while work is little, or the threads are not up yet. */
export type Pools = (amount: number) => Pool | null;

/** The pools of an engine with a heap: one at a time, another where that does not serve. Of so many threads, or of as many as `setThreads` says. */
export function poolsOver(
  { memory, shared }: { readonly memory: Memory; readonly shared: boolean },
  wanted: number | null,
): Pools {
  if (wanted !== null) checkThreads("wasmEngine", wanted);
  let pool: Pool | null = null;
  return (amount) => {
    const threads = shared ? (wanted ?? threadCount()) : 1;
    if (pool !== null && (pool.threads !== threads || pool.loaded > mostLoaded)) {
      pool.end();
      pool = null;
    }
    if (threads > 1 && amount >= leastForThreads) pool ??= new Pool(memory, threads, transferStart);
    return pool?.ready ? pool : null;
  };
}
