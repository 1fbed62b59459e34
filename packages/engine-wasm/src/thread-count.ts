import { processors } from "./host.ts";

/** The control block has room for so many. */
const mostThreads = 64;

let wanted: number | null = null;

/** How many threads engines are to use that were not told. */
export function threadCount(): number {
  wanted ??= Math.min(processors(), mostThreads);
  return wanted;
}

/** Throws where `threads` is no number of threads, naming the function that was given it. */
export function checkThreads(name: string, threads: number): void {
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads) {
    throw new Error(`${name}: threads must be an integer from 1 to 64; got ${threads}.`);
  }
}

/**
 * Sets how many threads engines use that were not told; at first the number of processors, or 64 of more. Where memory cannot be shared (a page
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
