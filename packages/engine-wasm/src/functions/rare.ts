import type { KernelCode } from "../kernel.ts";
import { atan2 } from "./arctangent.ts";
import { decay } from "./decay.ts";
import { larger } from "./larger.ts";
import { cosNear } from "./trigonometric.ts";
import { pow } from "./power.ts";

/** Functions of lanes that a small engine does without: `atan2` and `pow` are JavaScript's there, and the others are not asked for. */
export const rareFunctions: {
  readonly [name in "atan2" | "cosNear" | "decay" | "larger" | "pow"]?: (
    code: KernelCode,
    x: number,
    y: number,
  ) => void;
} = { atan2, cosNear, decay, larger, pow };
