export { Module } from "#module";
export type { Member } from "../bare-module.ts";
export { loadModule, type SavedTensor, saveModule } from "../state-dict.ts";
export { Layer } from "../layer.ts";
export type { Apply, Floating, SameShape, ShapeFunction } from "../shape-function.ts";
export { Sequential } from "../sequential.ts";
export { Residual } from "../residual.ts";
export { Flatten } from "../flatten.ts";
