// What takes the place of `float64-error-function.ts` under the condition `chainrule-lean`.
import type * as full from "../float64-error-function.ts";

// It has its parameter: kernels import a function with as many as it has.
export const erf: typeof full.erf = (_x) => {
  throw new Error("wasmEngine: erf of float64 needs a build without the condition chainrule-lean.");
};
