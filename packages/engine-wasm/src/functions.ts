import { rareFunctions } from "#nests";
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

type Known = LaneFunction | keyof typeof rareFunctions;

/**
 * Functions of float32, of the four lanes in local `x`, and in `y` where they take two. Each leaves its result on the stack: within 2 ulp of the correctly
 * rounded one everywhere.
 */
export const laneFunctions = {
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tanh,
  erf,
  sigmoid,
  ...rareFunctions,
} as Readonly<Record<Known, (code: KernelCode, x: number, y: number) => void>>;

export function isLaneFunction(name: string): name is Known {
  return name in laneFunctions;
}

/** The same of the float32 in the locals of `inputs`, by the same arithmetic: a result must not depend on where its element lies. */
export function singleLane(code: KernelCode, name: Known, inputs: readonly number[]): void {
  code.scratch(v128, 2, (...lanes) => {
    inputs.forEach((input, i) => code.get(input).op("f32x4.splat").set(lanes[i]!));
    laneFunctions[name](code, ...lanes);
    code.lane("f32x4.extract_lane", 0);
  });
}
