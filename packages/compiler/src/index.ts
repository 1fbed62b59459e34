export type { Affine, Dynamic } from "./affine.ts";
export { compile } from "./compile.ts";
export type {
  Access,
  Buffer,
  Contract,
  ContractDimension,
  Epilogue,
  Instruction,
  Kernel,
  Loop,
  Plan,
  Product,
  Reduction,
  Rows,
  Sort,
  Store,
  Target,
} from "./plan.ts";
export { printKernel, printPlan, titleOf } from "./print.ts";
export { mapExpressions } from "./expressions.ts";
