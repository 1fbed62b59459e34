// What images need: convolutions, whose operands are arranged, and sums over windows; and what is worth its bytes only beside them: sums of padded values, as the
// gradients of several slices of one value make them, and nests over the same elements that become one.
export { arranged } from "../arrange.ts";
export { convolution } from "../convolution.ts";
export { writeFold } from "../lower-fold.ts";
export { writePadSum } from "../lower-pad.ts";
export { merge } from "../merge.ts";
export { findPadSums } from "../pad-sums.ts";
