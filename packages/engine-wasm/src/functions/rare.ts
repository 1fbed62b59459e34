import type { KernelCode } from "../kernel.ts";
import { decay } from "./decay.ts";
import { pow } from "./power.ts";

/** Functions of lanes that a small engine does without: `pow` is JavaScript's there, and `decay` is not asked for. */
export const rareFunctions: {
  readonly [name in "decay" | "pow"]?: (code: KernelCode, x: number, y: number) => void;
} = { decay, pow };
