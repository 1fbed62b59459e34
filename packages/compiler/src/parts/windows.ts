// What windows need: their indices, and values that lie interleaved, as the gradients of windows that do not overlap do.
export { overlaps, windowIndices } from "../windows.ts";
export { readInterleaved } from "../interleaving.ts";
