export { MultiheadAttention, type MultiheadAttentionOptions } from "../multihead-attention.ts";
