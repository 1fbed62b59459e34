// What takes the place of `windows.ts` under the condition `chainrule-dense`: no graph has windows, and no value is taken for an interleaved one.
import { absent } from "./absent.ts";
import type * as full from "./windows.ts";

export const windowIndices: typeof full.windowIndices = absent;

export const overlaps: typeof full.overlaps = () => false;

export const interleavingOf: typeof full.interleavingOf = () => null;

export const readInterleaved: typeof full.readInterleaved = absent;
