// What images need: convolutions, whose operands are arranged, and sums over windows.
export { arranged } from "../arrange.ts";
export { convolution } from "../convolution.ts";
export { writeFold } from "../lower-fold.ts";
