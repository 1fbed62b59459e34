import { type Kernel, titleOf } from "@chainrule/compiler";
import type { KernelTime } from "@chainrule/graph";
import { clock } from "./host.ts";

/** Where the times of kernels are noted, while somebody wants to know. */
let times: KernelTime[] | null = null;

/** Calls `f`, and says how long each kernel took that ran meanwhile. */
export function profile(f: () => void): KernelTime[] {
  const before = times;
  const own: KernelTime[] = [];
  times = own;
  try {
    f();
  } finally {
    times = before;
  }
  return own;
}

/** When a kernel starts, or `0` where nobody wants to know. */
export function startOfKernel(): number {
  return times === null ? 0 : clock();
}

/** Notes a kernel that has started at `start`. */
export function endOfKernel(kernel: Kernel, start: number): void {
  times!.push({ kernel: titleOf(kernel), milliseconds: clock() - start });
}
