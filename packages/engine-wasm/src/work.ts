import type { Kernel } from "@chainrule/compiler";
import { roundsIn } from "./rounds.ts";
import type { Schedule } from "./schedule.ts";

/** Roughly how many nanoseconds a kernel takes: 30 products in one, or 8 instructions of a loop, of four lanes each and mostly waiting for memory. */
export function workOf(kernel: Kernel): number {
  if (kernel.kind === "sort") return 0;
  if (kernel.kind === "contract") return roundsIn(kernel.dimensions) / 30;
  if (kernel.kind === "rows") return kernel.loops.reduce((sum, loop) => sum + workOf(loop), 0);
  return (kernel.sizes.reduce((n, one) => n * one, 1) * kernel.body.length) / 8;
}

/** Elements of operands that stay in a cache from one part of a product to the next. */
const cached = 2 ** 18;

/** Whether every call of a product reads operands from memory in rounds, however few of its units it is for. */
export function streams({ batch, outerSums, rows, row, columns, sums }: Schedule): boolean {
  const rounds = roundsIn(batch) * roundsIn(outerSums);
  return (
    rounds > 1 && (roundsIn(rows) * row.size + columns.size) * roundsIn(sums) * rounds > cached
  );
}
