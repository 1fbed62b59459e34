// What takes the place of `images.ts` under the condition `chainrule-dense`.
import { absent } from "../absent.ts";
import type * as full from "./images.ts";

export const images: typeof full.images = {
  convolve: absent("convolve", "chainrule-dense"),
  windows: absent("windows", "chainrule-dense"),
  fold: absent("fold", "chainrule-dense"),
};
