import type { DType } from "@chainrule/graph";
import { v128 } from "../assembler.ts";
import type { KernelCode } from "../kernel.ts";
import { exp, sigmoid, tanh } from "./wide-exponential.ts";

/** Functions of float64 that kernels compute themselves: of the two lanes in local `x`, left on the stack. NaN stays NaN. */
const wideFunctions: Readonly<
  Record<"exp" | "sigmoid" | "tanh", (code: KernelCode, x: number) => void>
> = { exp, sigmoid, tanh };

export function isWideFunction(name: string): name is keyof typeof wideFunctions {
  return name in wideFunctions;
}

/** Computes such a function of what is in local `x`, a vector or one element, and leaves it on the stack; says whether it did. A single element takes the same arithmetic: a result must not depend on where it lies. */
export function emitWide(
  code: KernelCode,
  name: string,
  x: number,
  from: DType,
  isVector: boolean,
): boolean {
  if (from !== "float64" || !isWideFunction(name)) return false;
  const f = wideFunctions[name];
  if (isVector) f(code, x);
  else {
    code.scratch(v128, 1, (lanes) => {
      code.get(x).op("f64x2.splat").set(lanes);
      f(code, lanes);
      code.lane("f64x2.extract_lane", 0);
    });
  }
  return true;
}
