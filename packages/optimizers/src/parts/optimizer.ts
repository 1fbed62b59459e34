export { Optimizer } from "#optimizer";
export { loadOptimizer, saveOptimizer } from "../state-dict.ts";
export type { OptimizerOptions, ParameterGroup, Settings, WithGroups } from "../options.ts";
export type { Context } from "../context.ts";
export { GradientAccumulator } from "../gradient-accumulator.ts";
