// What takes the place of `images.ts` under the condition `chainrule-dense`: no graph has convolutions or windows, and values that lie interleaved are added up in memory.
import type * as full from "./images.ts";

const absent = (): never => {
  throw new Error("compile: images need a build without the condition chainrule-dense.");
};

export const arranged: typeof full.arranged = absent;

export const convolution: typeof full.convolution = absent;

export const writeFold: typeof full.writeFold = absent;

export const tilingOf: typeof full.tilingOf = () => null;

export const readTile: typeof full.readTile = absent;

export const overlaps: typeof full.overlaps = () => false;

export const windowIndices: typeof full.windowIndices = absent;
