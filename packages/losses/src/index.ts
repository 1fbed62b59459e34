export type { LossOptions, Reduced, Reduction } from "./reduction.ts";
export type { LikelihoodOptions } from "./likelihood.ts";
export { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from "./softmax-cross-entropy.ts";
export { negativeLogLikelihood } from "./negative-log-likelihood.ts";
export { sigmoidCrossEntropy, type SigmoidCrossEntropyOptions } from "./sigmoid-cross-entropy.ts";
export { meanSquaredError } from "./mean-squared-error.ts";
export { meanAbsoluteError } from "./mean-absolute-error.ts";
export { l2Penalty } from "./l2-penalty.ts";
