// What takes the place of `windows.ts` under the condition `chainrule-dense`: no graph has windows, and values that lie interleaved are added up in memory.
import type * as full from "../windows.ts";

const absent = (): never => {
  throw new Error("compile: windows need a build without the condition chainrule-dense.");
};

export const windowIndices: typeof full.windowIndices = absent;

export const overlaps: typeof full.overlaps = () => false;

export const tilingOf: typeof full.tilingOf = () => null;

export const readTile: typeof full.readTile = absent;
