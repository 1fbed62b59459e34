// What takes the place of `float64-error-function.ts` under the condition `chainrule-lean`.
import { absent } from "@chainrule/graph";
import type * as full from "../float64-error-function.ts";

// It has its parameter: kernels import a function with as many as it has.
export const erf: typeof full.erf = (_x) => absent("erf of float64", "chainrule-lean")();
