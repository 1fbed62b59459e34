import { importedMath, type MathName } from "./math.ts";
import { sourceOf } from "./math-source.ts";
import type { Memory } from "./webassembly.ts";

/** Where things are in the control block, at the start of the shared memory, in words, and what they are said with; workers get it with their code. */
export const layout = {
  /** How many parts of the task are done, or how many workers have loaded a module. */
  done: 1,
  /** The number of the pool, times 128, and how many of its workers are up. */
  ready: 2,
  failed: 3,
  /** The function's number in the workers' tables, or that of a module's first. */
  slot: 4,
  /** Units of the task, or functions of the module. */
  units: 5,
  /** How many values the function takes before its units, or how many bytes the module has. */
  count: 6,
  /** How many parts of the task are each thread's own. */
  parts: 7,
  /** Those values, or where the module is. */
  values: 8,
  /** For each thread, a cache line apart: the number of the task, times 256, and how many of its own parts nobody has claimed. */
  claims: 1024,
  claim: 16,
  /** In place of a number of parts: a module for every worker to load. */
  loading: 255,
  /** How often a worker looks for a task before it sleeps. */
  spins: 200_000,
} as const;

type Layout = typeof layout;

/** Bytes of the control block: WebAssembly lets a function have a thousand arguments, and there are at most 64 threads. */
export const controlBytes = 8192;

/** A thread of a pool: its number, and the memory that all of them share. */
export interface Member {
  readonly memory: Memory;
  readonly index: number;
  readonly threads: number;
  readonly pool: number;
}

/**
 * Runs parts of a task until nobody has any left to claim: a thread's own first, which are the same stretch of every kernel, so that it finds in its cache
 * what it wrote; then those of threads that are held up. Its text runs in workers too: it may use nothing but its arguments.
 */
export function share(
  control: Int32Array,
  { claims, claim, parts, units, done }: Layout,
  { index, threads }: Member,
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
      const own = control[parts]!;
      const part = own * (owner + 1) - left;
      const start = Math.floor((control[units]! * part) / (own * threads));
      const end = Math.floor((control[units]! * (part + 1)) / (own * threads));
      if (start < end) run(start, end);
      Atomics.add(control, done, 1);
      Atomics.notify(control, done);
    }
  }
}

/**
 * What a worker does: calls functions of modules that it is given. Its text runs in the worker: it may use nothing but its arguments, and nothing for which
 * older JavaScript needs a helper, such as a spread: bundlers that write it keep their helpers outside of the function.
 */
function work(
  control: Int32Array,
  words: Layout,
  member: Member,
  shareOut: typeof share,
  imports: Readonly<Record<string, unknown>>,
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
  const { index, pool } = member;
  const functions: ((...values: number[]) => void)[] = [];
  const load = (): void => {
    const bytes = new Uint8Array(control.buffer, control[values]!, control[count]!).slice();
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: imports,
    });
    for (let i = 0; i < control[units]!; i++) functions[control[slot]! + i] = exports[`k${i}`]!;
  };
  const run = (start: number, end: number): void => {
    const given: number[] = [];
    for (let i = 0; i < control[count]!; i++) given[i] = control[values + i]!;
    given.push(start, end);
    functions[control[slot]!]!.apply(null, given);
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
      if (spins > words.spins) {
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
      shareOut(control, words, member, task, (start, end) => orFail(() => run(start, end)));
    }
  }
}

/** The source of a worker, for whatever kind of worker there is: `start` is given which thread it is. */
export function workerSource(): string {
  const functions = Object.keys(importedMath).map(
    (name) => `${name}: ${sourceOf(name as MathName)}`,
  );
  // Transpilers may wrap functions in a helper that names them.
  return `const __name = (f) => f; const work = ${work.toString()}; const share = ${share.toString()};
const start = (member) => work(new Int32Array(member.memory.buffer, 0, ${controlBytes / 4}), ${JSON.stringify(layout)}, member, share,
{ memory: member.memory, ${functions.join(", ")} });`;
}
