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
} from "../schedules.ts";
export { Plateau, type PlateauOptions, type PlateauState } from "../plateau.ts";
