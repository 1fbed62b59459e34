import { canShare } from "#parts";
import { threadCount } from "./thread-count.ts";

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
