export * from "./parts/classification.ts";
export * from "./parts/regression.ts";
export * from "./parts/penalties.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
export { smoothL1, type SmoothL1Options } from "./smooth-l1.ts";
export { binaryCrossEntropy, type BinaryCrossEntropyOptions } from "./binary-cross-entropy.ts";
export { hingeEmbedding } from "./hinge-embedding.ts";
export { marginRanking, type MarginRankingOptions } from "./margin-ranking.ts";
export { softMargin } from "./soft-margin.ts";
export { tripletMargin, type TripletMarginOptions } from "./triplet-margin.ts";
export { cosineEmbedding, type CosineEmbeddingOptions } from "./cosine-embedding.ts";
export {
  poissonNegativeLogLikelihood,
  type PoissonOptions,
} from "./poisson-negative-log-likelihood.ts";
export {
  gaussianNegativeLogLikelihood,
  type GaussianOptions,
} from "./gaussian-negative-log-likelihood.ts";
