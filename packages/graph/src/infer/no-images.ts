// What takes the place of `images.ts` under the condition `chainrule-dense`.
import type * as full from "./images.ts";

const absent = (name: string) => (): never => {
  throw new Error(`${name}: needs a build without the condition chainrule-dense.`);
};

export const images: typeof full.images = {
  convolve: absent("convolve"),
  windows: absent("windows"),
  fold: absent("fold"),
};
