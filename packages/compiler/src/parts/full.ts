// How kernels are joined beyond nests over the same elements, unless a program asks for less.
export { fuseEpilogues } from "../epilogue.ts";
export { joinRows } from "../rows.ts";
