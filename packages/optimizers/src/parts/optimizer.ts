export { Optimizer } from "../optimizer.ts";
export type { OptimizerOptions, ParameterGroup, Settings, WithGroups } from "../options.ts";
export type { Context } from "../context.ts";
export { GradientAccumulator } from "../gradient-accumulator.ts";
