// What takes the place of `windows.ts` under the condition `chainrule-dense`: no graph has windows, nor values that lie interleaved.
import { leftOut } from "./left-out.ts";
import type * as full from "./windows.ts";

export const windowIndices: typeof full.windowIndices = leftOut;

export const overlaps: typeof full.overlaps = () => false;

export const readInterleaved: typeof full.readInterleaved = leftOut;
