export {
  cosineDecay,
  cosineRestarts,
  type CycleOptions,
  exponentialDecay,
  linearDecay,
  multiStepDecay,
  oneCycle,
  oneCycleMomentum,
  type OneCycleOptions,
  polynomialDecay,
  type Schedule,
  stepDecay,
  warmUp,
} from "../schedules.ts";
export type { ImprovementOptions } from "../improvement.ts";
export {
  EarlyStopping,
  type EarlyStoppingOptions,
  type EarlyStoppingState,
  type Progress,
} from "../early-stopping.ts";
export { Plateau, type PlateauOptions, type PlateauState } from "../plateau.ts";
export {
  findLearningRate,
  type LearningRateRange,
  type LearningRateRangeOptions,
} from "../find-learning-rate.ts";
export { cyclic, type CyclicOptions } from "../cyclic.ts";
