import { canShare, processors } from "#parts";

let wanted: number | null = null;

/** How many threads engines are to use that were not told. */
export function threadCount(): number {
  wanted ??= processors();
  return wanted;
}

/** Throws where `threads` is no number of threads, naming the function that was given it. */
export function checkThreads(name: string, threads: number): void {
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
