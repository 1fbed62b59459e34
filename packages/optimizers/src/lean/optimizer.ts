export { BareOptimizer as Optimizer } from "../bare-optimizer.ts";
