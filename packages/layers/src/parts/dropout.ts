export { Dropout, type DropoutOptions } from "../dropout.ts";
export { Dropout2d } from "../dropout2d.ts";
