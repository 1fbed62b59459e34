export type { BatchNormOptions } from "../batch-norm.ts";
export { BatchNorm1d } from "../batch-norm1d.ts";
export { BatchNorm2d } from "../batch-norm2d.ts";
export { BatchNorm3d } from "../batch-norm3d.ts";
export { LayerNorm, type LayerNormOptions, type NormOptions } from "../layer-norm.ts";
export { GroupNorm } from "../group-norm.ts";
export { RMSNorm } from "../rms-norm.ts";
