// What images need: convolutions, whose operands are arranged, sums over windows, and values that lie interleaved, as the places of windows that do not overlap.
export { arranged } from "../arrange.ts";
export { convolution } from "../convolution.ts";
export { writeFold } from "../lower-fold.ts";
export { readTile, tilingOf } from "../tiling.ts";
export { overlaps, windowIndices } from "../windows.ts";
