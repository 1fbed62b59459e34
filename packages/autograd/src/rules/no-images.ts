// What takes the place of `images.ts` under the condition `chainrule-dense`: no tensor is made of what it lacks.
import { absent } from "@chainrule/graph";
import type * as full from "./images.ts";

const leftOut = absent("gradients", "chainrule-dense");

export const images: typeof full.images = { convolve: leftOut, windows: leftOut, fold: leftOut };
