// What takes the place of `images.ts` under the condition `chainrule-dense`: no graph has convolutions or windows, every padded value has memory of its own, and
// nests over the same elements stay apart.
import { leftOut } from "./left-out.ts";
import type * as full from "./images.ts";

export const arranged: typeof full.arranged = leftOut;

export const convolution: typeof full.convolution = leftOut;

export const writeFold: typeof full.writeFold = leftOut;

export const writePadSum: typeof full.writePadSum = leftOut;

export const merge: typeof full.merge = (kernels) => [...kernels];

export const findPadSums: typeof full.findPadSums = () => ({ sums: new Map(), inside: new Set() });
