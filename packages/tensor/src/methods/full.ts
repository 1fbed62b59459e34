/**
 * Every family: what a tensor can do unless a program asks for less. Each family is a class that extends the one before it: `Value` (a shape, a dtype and a
 * node), arithmetic, comparison, math, reduce, movement, contract, reading (where `lean.ts` ends), numbers, statistics, trigonometry, activation, selection,
 * tiling, indexing, order, matrix, printing; then `Tensor`.
 */
export { PrintingMethods as Methods } from "./printing.ts";
