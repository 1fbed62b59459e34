import { referenceEngine } from "@chainrule/reference";
import { setEngine } from "@chainrule/tensor";

/** Runs programs on the reference engine: these tests are about rules, not about kernels. */
export function useReference(): void {
  setEngine(referenceEngine());
}
