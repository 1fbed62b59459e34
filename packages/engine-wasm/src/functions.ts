import { decay } from "#nests";
import { v128 } from "./assembler.ts";
import type { KernelCode } from "./kernel.ts";
import { erf } from "./functions/error-function.ts";
import { exp, expm1, sigmoid, tanh } from "./functions/exponential.ts";
import { log, log1p } from "./functions/logarithm.ts";
import { cos, sin } from "./functions/trigonometric.ts";

/** A function of float32 that kernels compute themselves. */
export type LaneFunction =
  | ("exp" | "expm1" | "log" | "log1p" | "sin" | "cos")
  | ("tanh" | "erf" | "sigmoid");

/**
 * Functions of float32, of the four lanes in local `x`. Each leaves its result on the stack: within 2 ulp of the correctly rounded one everywhere.
 */
export const laneFunctions: Readonly<
  Record<LaneFunction | "decay", (code: KernelCode, x: number) => void>
> = {
  exp,
  decay,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tanh,
  erf,
  sigmoid,
};

export function isLaneFunction(name: string): name is LaneFunction | "decay" {
  return name in laneFunctions;
}

/** The same of the float32 in local `x`, by the same arithmetic: a result must not depend on where its element lies. */
export function singleLane(code: KernelCode, name: LaneFunction | "decay", x: number): void {
  code.scratch(v128, 1, (lanes) => {
    code.get(x).op("f32x4.splat").set(lanes);
    laneFunctions[name](code, lanes);
    code.lane("f32x4.extract_lane", 0);
  });
}
