export { Batches, type BatchOptions } from "./batches.ts";
export { type Batch, Dataset, type Fields } from "./dataset.ts";
export { type IdxOptions, parseIdx, readIdx } from "./idx.ts";
export { type Moments, normalize } from "./normalize.ts";
export { parseNpy, writeNpy } from "./npy.ts";
export { readNpz, writeNpz } from "./npz.ts";
export { parseSafetensors, type Safetensors, writeSafetensors } from "./safetensors.ts";
