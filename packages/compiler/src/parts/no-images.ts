// What takes the place of `images.ts` under the condition `chainrule-dense`: no graph has what it lacks.
import { absent } from "./absent.ts";
import type * as full from "./images.ts";

export const arranged: typeof full.arranged = absent;

export const convolution: typeof full.convolution = absent;

export const writeFold: typeof full.writeFold = absent;
