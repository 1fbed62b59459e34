export { lbfgs, type LBFGSOptions, type Minimum } from "../lbfgs.ts";
export type { LossAndGradients } from "../objective.ts";
