export { Batches, type BatchOptions } from "./batches.ts";
export { type Batch, Dataset, type Fields } from "./dataset.ts";
export { type IdxOptions, parseIdx, readIdx } from "./idx.ts";
export { type Moments, normalize } from "./normalize.ts";
