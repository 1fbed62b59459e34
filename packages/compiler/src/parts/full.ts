// What the condition `chainrule-lean` leaves out: sorting, and what makes programs a little faster beyond joining nests over the same elements.
export { arenaOf } from "../best-arena.ts";
export { inBlocks } from "../blocks.ts";
export { fuseEpilogues } from "../epilogue.ts";
export { partsOfOthers, writeConcatenation } from "../lower-concatenation.ts";
export { fusePrologues } from "../prologue.ts";
export { reuse } from "../reuse.ts";
export { joinRows, withOwn } from "../rows.ts";
export { writeSort } from "../lower-sort.ts";
