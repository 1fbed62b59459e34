// What makes programs a little faster beyond the fusion of nests over the same elements, unless a page asks for less.
export { arenaOf } from "../best-arena.ts";
export { fuseEpilogues } from "../epilogue.ts";
export { fromMaximum } from "../from-maximum.ts";
export { fusePrologues } from "../prologue.ts";
export { reuse } from "../reuse.ts";
export { joinRows } from "../rows.ts";
export { writeSort } from "../lower-sort.ts";
