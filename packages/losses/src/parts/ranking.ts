export { marginRanking, type MarginRankingOptions } from "../margin-ranking.ts";
export { tripletMargin, type TripletMarginOptions } from "../triplet-margin.ts";
export { cosineEmbedding, type CosineEmbeddingOptions } from "../cosine-embedding.ts";
export { hingeEmbedding } from "../hinge-embedding.ts";
