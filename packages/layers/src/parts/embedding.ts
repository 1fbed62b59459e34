export { Embedding, type EmbeddingOptions } from "../embedding.ts";
