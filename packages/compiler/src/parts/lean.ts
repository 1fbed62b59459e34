// What takes the place of `full.ts` under the condition `chainrule-lean`: there is no sorting; concatenations lie row by row, each in memory of its own; contractions
// take in no elementwise work at either end; nests over the same rows stay apart, and go over whole rows; no result is written over a value that nobody reads again, and one order of
// placing buffers is tried.
import { bySize, place } from "../arena.ts";
import type * as full from "./full.ts";

export const arenaOf: typeof full.arenaOf = (lives) => place(lives.toSorted(bySize));

export const fuseEpilogues: typeof full.fuseEpilogues = (kernels) => [...kernels];

export const fusePrologues: typeof full.fusePrologues = (kernels, buffers) => ({
  kernels: [...kernels],
  buffers: [...buffers],
});

export const inBlocks: typeof full.inBlocks = (kernel) => kernel;

export const joinRows: typeof full.joinRows = (kernels) => [...kernels];

export const withOwn: typeof full.withOwn = (kernels) => [...kernels];

export const reuse: typeof full.reuse = (buffers) => buffers.map(({ id }) => id);

export { writeConcatenation } from "../plain-concatenation.ts";

export const partsOfOthers: typeof full.partsOfOthers = () => [];

// No graph has a sort.
export const writeSort: typeof full.writeSort = () => {};
