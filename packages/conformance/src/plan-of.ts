import { type Plan, printPlan } from "@chainrule/compiler";
import type { Executable } from "@chainrule/graph";

/** All that a program of the WebAssembly engine consists of, as text. */
export function planOf(executable: Executable): string {
  return printPlan((executable as Executable & { readonly plan: Plan }).plan);
}
