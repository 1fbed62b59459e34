/**
 * What the types of shapes are made of, `shapes.MatMul<A, B>` and the like: for packages whose own functions have typed shapes.
 *
 * @module
 */
export type { Attention, CheckMask, Scores } from "./attention.ts";
export type { CheckAxes, CheckNewAxis, Reduce } from "./axes.ts";
export type { Broadcast, Broadcast3 } from "./broadcast.ts";
export type { Dot, MatMul } from "./contract.ts";
export type { Convolved, Positions } from "./convolve.ts";
export type { Add, Divide, Multiply, Product, Subtract } from "./digits.ts";
export type {
  ArrayOf,
  DTypeBeside,
  DTypeOf,
  Floating,
  Mixed,
  MixedAll,
  Promote,
  Summed,
} from "./dtype.ts";
export type { Einsum } from "./einsum.ts";
export type { Expected } from "./expect.ts";
export type { Concatenate, EqualPart, Part, Stack } from "./joining.ts";
export type { Expand, MatrixTranspose, Permute, Squeeze, Unsqueeze } from "./movement.ts";
export type { ArrayOfShape } from "./nested.ts";
export type { Flatten, Reshape } from "./reshape.ts";
export type { Pad, Slice, Take, Windowed } from "./selection.ts";
export type { Agree, Alike, Check, IsOpen, KnownOptions, Lengths, Print, Result } from "./shape.ts";
