export { Conv1d, type Conv1dOptions } from "../conv1d.ts";
export { Conv2d, type Conv2dOptions } from "../conv2d.ts";
export { ConvTranspose1d, type ConvTranspose1dOptions } from "../conv-transpose1d.ts";
export { ConvTranspose2d, type ConvTranspose2dOptions } from "../conv-transpose2d.ts";
export type { PaddingMode } from "../convolution.ts";
