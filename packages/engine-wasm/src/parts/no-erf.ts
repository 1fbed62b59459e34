// What takes the place of `float64-error-function.ts` under the condition `chainrule-lean`.
import type * as full from "../float64-error-function.ts";

export const erf: typeof full.erf = () => {
  throw new Error("wasmEngine: erf of float64 is left out under the condition chainrule-lean.");
};
