// What takes the place of `full.ts` under the condition `chainrule-lean`: contractions end with their sums, and nests over the same rows stay apart.
import type * as full from "./full.ts";

export const fuseEpilogues: typeof full.fuseEpilogues = (kernels) => [...kernels];

export const joinRows: typeof full.joinRows = (kernels) => [...kernels];
