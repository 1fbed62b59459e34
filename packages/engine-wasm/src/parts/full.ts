// What the engine has besides its kernels, unless a program asks for less.
import type { DType, Primitive } from "@chainrule/graph";

export { printPlan } from "@chainrule/compiler";
export { epilogueOf } from "../epilogue.ts";
export { emitRows } from "../loop.ts";
export { sortLines } from "../sort.ts";
export { canShare, processors, startPool } from "../threads.ts";

/** Whether the engine has a kernel for a primitive. */
export const runs: (primitive: Primitive, dtype: DType) => boolean = () => true;
