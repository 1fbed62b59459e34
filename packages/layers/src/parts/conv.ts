export { Conv1d, type Conv1dOptions } from "../conv1d.ts";
export { Conv2d, type Conv2dOptions } from "../conv2d.ts";
export { Conv3d, type Conv3dOptions } from "../conv3d.ts";
export { ConvTranspose1d, type ConvTranspose1dOptions } from "../conv-transpose1d.ts";
export { ConvTranspose2d, type ConvTranspose2dOptions } from "../conv-transpose2d.ts";
export { ConvTranspose3d, type ConvTranspose3dOptions } from "../conv-transpose3d.ts";
export type { PaddingMode } from "../convolution.ts";
