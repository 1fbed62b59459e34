// What takes the place of `full.ts` under the condition `chainrule-lean`: there is no sorting; contractions take in no elementwise work at either end; nests over
// the same rows stay apart; no result is written over a value that nobody reads again, and one order of placing buffers is tried; exponentials of what is at
// most 0 are computed like any other, with the same result.
import { bySize, place } from "../arena.ts";
import type * as full from "./full.ts";

export const arenaOf: typeof full.arenaOf = (lives) => place(lives.toSorted(bySize));

export const fuseEpilogues: typeof full.fuseEpilogues = (kernels) => [...kernels];

export const fusePrologues: typeof full.fusePrologues = (kernels, buffers) => ({
  kernels: [...kernels],
  buffers: [...buffers],
});

export const joinRows: typeof full.joinRows = (kernels) => [...kernels];

export const reuse: typeof full.reuse = (buffers) => buffers.map(({ id }) => id);

export const fromMaximum: typeof full.fromMaximum = () => false;

// No graph has a sort.
export const writeSort: typeof full.writeSort = () => {};
