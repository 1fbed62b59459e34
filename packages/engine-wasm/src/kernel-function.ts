import type { Shared } from "./threads.ts";

/** What a function of a kernel is called with: addresses of buffers, the kernel's length, and which units of its work to do, `[start, end)`. */
export type Run = (...values: number[]) => void;

/** A compiled function of a kernel. */
export interface KernelFunction extends Shared {
  readonly run: Run;
  /** How long the kernel is (`KernelLength`), where its code asks for that. */
  readonly rounds: number;
  /** Roughly how many nanoseconds it takes; few are not worth a second thread. */
  readonly work: number;
}
