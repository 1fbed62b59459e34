export { PixelShuffle } from "../pixel-shuffle.ts";
export { Upsample, type UpsampleMode, type UpsampleOptions } from "../upsample.ts";
