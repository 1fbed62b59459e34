export type { Affine, Dynamic } from "./affine.ts";
export { compile } from "./compile.ts";
export type {
  Access,
  Buffer,
  Contract,
  ContractDimension,
  Instruction,
  Kernel,
  Loop,
  Plan,
  Reduction,
  Sort,
  Store,
  Target,
} from "./plan.ts";
export { printPlan } from "./print.ts";
