export {
  type DType,
  DTypeError,
  type Engine,
  operation,
  scope,
  type Shape,
  type TypedArray,
} from "@chainrule/graph";
export { type Operand, Tensor } from "./tensor.ts";
export type { Axes, ReduceOptions } from "./methods/reduce.ts";
export type { VarianceOptions, VectorNormOptions } from "./methods/statistics.ts";
export type { PadOptions } from "./ops/selection.ts";

export type { Index } from "./shapes/indexing.ts";
export type { ScanOptions, SortOptions, TopKOptions } from "./ops/order.ts";
export { Assignable, Parameter, State, type VariableOptions } from "./parameter.ts";
export {
  arange,
  type CreateOptions,
  eye,
  fromData,
  full,
  fullLike,
  linspace,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from "./creation.ts";
export {
  Generator,
  type GeneratorState,
  getGenerator,
  setSeed,
  withoutDraws,
} from "./generator.ts";
export { rand, randint, randLike, randn, randnLike, type RandomOptions } from "./random.ts";
export { multinomial, type MultinomialOptions, randperm } from "./sampling.ts";
export {
  asTensor,
  concatenate,
  constant,
  convolve,
  dot,
  einsum,
  matmul,
  oneHot,
  type Parts,
  primitive,
  provisionalMean,
  split,
  stack,
  where,
} from "./functions.ts";
export type { ConvolveOptions, PerAxis } from "./ops/contract.ts";
export type { Sliding } from "./ops/movement.ts";
export { compile, type Returned } from "./compile.ts";
export { getThreads, setThreads } from "@chainrule/engine-wasm";
export { getEngine, setEngine } from "./engine.ts";
export { countPrograms, type ProgramCounts } from "./programs.ts";
export { withoutAssignments } from "./run.ts";
export { unreadScalars } from "./waiting.ts";
export { checkUntraced, retrace, withoutReads } from "./trace.ts";
export { type Nested, ShapeError, type ShapeOf } from "./shapes/shape.ts";
export * as functional from "./functional.ts";
export type * as shapes from "./shapes/index.ts";
