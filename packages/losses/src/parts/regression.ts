export { meanSquaredError } from "../mean-squared-error.ts";
export { meanAbsoluteError } from "../mean-absolute-error.ts";
export { huber, type HuberOptions } from "../huber.ts";
export { smoothL1, type SmoothL1Options } from "../smooth-l1.ts";
export {
  poissonNegativeLogLikelihood,
  type PoissonOptions,
} from "../poisson-negative-log-likelihood.ts";
export {
  gaussianNegativeLogLikelihood,
  type GaussianOptions,
} from "../gaussian-negative-log-likelihood.ts";
