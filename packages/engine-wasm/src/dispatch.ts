import type { KernelFunction } from "./kernel-function.ts";
import { type Pool, transferBytes } from "./threads.ts";

/** Work below this many nanoseconds is done by one thread: to hand out and join takes 1 to 7 µs. */
const leastShared = 10_000;

/** Calls a function of a kernel with addresses and all of its units, which the threads of `pool` share, if there is one and that pays. */
export function dispatch(callee: KernelFunction, values: number[], pool: Pool | null): void {
  const { run, units, work, module } = callee;
  const alone = pool === null || units < 2 || work < leastShared;
  if (alone || module.bytes.length > transferBytes) return run.apply(null, values);
  const own = values.slice(0, -2);
  pool.run(callee, own, (start, end) => run(...own, start, end));
}
