export {
  type DType,
  type Shape,
  ShapeError,
  DTypeError,
  operation,
  scope,
  type TypedArray,
} from "@chainrule/graph";
export type { Nested } from "./nested.ts";
export { type Operand, Tensor } from "./tensor.ts";
export { Parameter, State, type VariableOptions } from "./parameter.ts";
export {
  type CreateOptions,
  arange,
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
  rand,
  randint,
  randLike,
  randn,
  randnLike,
  type RandomOptions,
  setSeed,
} from "./random.ts";
export {
  asTensor,
  concatenate,
  constant,
  convolve,
  dot,
  einsum,
  matmul,
  oneHot,
  primitive,
  split,
  stack,
  where,
} from "./functions.ts";
export type { ConvolveOptions, PerAxis } from "./ops/contract.ts";
export type { Sliding } from "./ops/movement.ts";
export { getEngine, setEngine } from "./engine.ts";
export { countPrograms, type ProgramCounts } from "./programs.ts";
export { withoutAssignments } from "./run.ts";
