// What takes the place of `windows.ts` under the condition `chainrule-dense`: no graph has windows, nor values that lie interleaved.
import { none } from "./absent.ts";
import type * as full from "./windows.ts";

export const windowIndices: typeof full.windowIndices = none;

export const overlaps: typeof full.overlaps = () => false;

export const readInterleaved: typeof full.readInterleaved = none;
