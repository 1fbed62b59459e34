// What takes the place of `wide-instructions.ts` under the condition `chainrule-lean`, where float64 is computed one element at a time.
import type * as full from "../wide-instructions.ts";

export const wideInstructions = [] as unknown as typeof full.wideInstructions;
