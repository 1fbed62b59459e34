export type { LikelihoodOptions } from "../likelihood.ts";
export { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from "../softmax-cross-entropy.ts";
export { negativeLogLikelihood } from "../negative-log-likelihood.ts";
export { sigmoidCrossEntropy, type SigmoidCrossEntropyOptions } from "../sigmoid-cross-entropy.ts";
export { klDivergence, type KlDivergenceOptions } from "../kl-divergence.ts";
export { hinge, type HingeOptions } from "../hinge.ts";
export { multiClassHinge, type MultiClassHingeOptions } from "../multi-class-hinge.ts";
export { binaryCrossEntropy, type BinaryCrossEntropyOptions } from "../binary-cross-entropy.ts";
export { softMargin } from "../soft-margin.ts";
