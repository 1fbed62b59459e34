export { EmbeddingBag, type EmbeddingBagMode, type EmbeddingBagOptions } from "../embedding-bag.ts";
export { Embedding, type EmbeddingOptions } from "../embedding.ts";
