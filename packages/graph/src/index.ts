export {
  allocate,
  type ArrayKind,
  arrayOf,
  bytesOf,
  type DType,
  dtypeOfArray,
  dtypes,
  holds,
  isFloating,
  promote,
  type TypedArray,
} from "./dtype.ts";
export {
  broadcastShapes,
  printShape,
  sameShape,
  type Shape,
  sizeOf,
  span,
  stridesOf,
} from "./shape.ts";
export type {
  Attributes,
  Contract,
  Convolution,
  Create,
  Elementwise,
  Inputs,
  Marker,
  Movement,
  Primitive,
  Primitives,
  Reduce,
  Roles,
  Windows,
} from "./primitives.ts";
export {
  currentScope,
  type Debug,
  DTypeError,
  dtypeError,
  operation,
  scope,
  ShapeError,
  shapeError,
  within,
} from "./scope.ts";
export { watchNodes, type Watcher } from "./watch.ts";
export {
  checkArray,
  checkCopy,
  checkFloating,
  checkKind,
  checkKinds,
  checkNames,
  checkRecord,
  checkOneOf,
  checkTypedArray,
  copyError,
  markCopy,
  type Names,
} from "#argument-checks";
export type { Branded, Copy } from "./copies.ts";
export { checkFraction } from "./fraction.ts";
export { absent } from "./absent.ts";
export { kindOf } from "./kind.ts";
export { checkLengths } from "./infer/checks.ts";
export type { InferRule, InferRules } from "./infer/rule.ts";
export { infer, inferRules } from "./infer.ts";
export { checkSaved, type SavedTensor } from "./saved-tensor.ts";
export { type Residence, Storage } from "./storage.ts";
export { Node } from "./node.ts";
export { Variable } from "./variable.ts";
export { type Capture, capture, type Graph, printGraph, type Step } from "./graph.ts";
export { printType, sameType, type Type } from "./type.ts";
export { verify } from "./verify.ts";
export type { Structure } from "./structure.ts";
export { postorder, type Reach, reach, type Visit } from "./walk.ts";
export type { Engine, Executable, KernelTime } from "./engine.ts";
