// What takes the place of `full.ts` under the condition `chainrule-lean`: nothing is sorted, contractions begin with operands and end with sums, nests over the same rows stay apart, every
// result has memory of its own, in one order, and exponentials of what is at most 0 are those of any number, which are equal.
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

export const writeSort: typeof full.writeSort = () => {
  throw new Error("compile: argsort needs a build without the condition chainrule-lean.");
};
