export { clipByGlobalNorm, clipByValue, globalNorm } from "./clip.ts";
export { GradientAccumulator } from "./gradient-accumulator.ts";
export { Plateau, type PlateauOptions, type PlateauState } from "./plateau.ts";
export {
  cosineDecay,
  type CycleOptions,
  exponentialDecay,
  linearDecay,
  oneCycle,
  oneCycleMomentum,
  type OneCycleOptions,
  type Schedule,
  stepDecay,
  warmUp,
} from "./schedules.ts";
export { AdaGrad, type AdaGradOptions } from "./adagrad.ts";
export { Adam, type AdamOptions } from "./adam.ts";
export { AdamW, type AdamWOptions } from "./adamw.ts";
export type { Context } from "./context.ts";
export { Momentum, type MomentumOptions } from "./momentum.ts";
export { Nesterov, type NesterovOptions } from "./nesterov.ts";
export { Optimizer } from "./optimizer.ts";
export type { OptimizerOptions, ParameterGroup, Settings, WithGroups } from "./options.ts";
export { RMSprop, type RMSpropOptions } from "./rmsprop.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
