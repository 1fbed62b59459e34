// What takes the place of `images.ts` under the condition `chainrule-dense`: no tensor is made of what it lacks.
import type * as full from "./images.ts";

const absent = (): never => {
  throw new Error("gradients: images need a build without the condition chainrule-dense.");
};

export const images: typeof full.images = { convolve: absent, windows: absent, fold: absent };
