import type { Kernel } from "@chainrule/compiler";
import { emitNests } from "#lengths";
import { contractFunctions, type Emit } from "./contract.ts";
import type { Features } from "./features.ts";
import type { KernelFunction } from "./kernel-function.ts";
import { scheduleOf } from "./schedule.ts";

/** A function that is not written yet: what writes it, and the work of a copy, which is known before. */
type Unwritten = readonly [emit: Emit, work: number];

/** A function that is written, and is not compiled yet. */
export type Written = Omit<KernelFunction, "run" | "module">;

/** The functions that a kernel is made of, to be called one after the other. */
export function unwritten(
  kernel: Exclude<Kernel, { kind: "sort" }>,
  features: Features,
): readonly Unwritten[] {
  if (kernel.kind !== "contract") return [[(code) => emitNests(code, kernel), 0]];
  // The compiler has asked before whether there is one.
  const schedule = scheduleOf(kernel, features)!;
  const { copies, products } = contractFunctions(kernel, schedule, features);
  return [...copies.map((emit): Unwritten => [emit, schedule.scratch / 2]), [products, 0]];
}
