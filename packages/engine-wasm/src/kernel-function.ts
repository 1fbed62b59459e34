import type { Shared } from "./threads.ts";

/** What a function of a kernel is called with: addresses of buffers, and which units of its work to do, `[start, end)`. */
export type Run = (...values: number[]) => void;

/** A compiled function of a kernel. */
export interface KernelFunction extends Shared {
  readonly run: Run;
  /** Roughly how many nanoseconds it takes; few are not worth a second thread. */
  readonly work: number;
}
