// What takes the place of `images.ts` under the condition `chainrule-dense`: no graph has what it lacks.
import type * as full from "./images.ts";

const absent = (): never => {
  throw new Error("compile: images need a build without the condition chainrule-dense.");
};

export const arranged: typeof full.arranged = absent;

export const convolution: typeof full.convolution = absent;

export const writeFold: typeof full.writeFold = absent;
