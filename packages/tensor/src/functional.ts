/**
 * Activations, selection and statistics as functions of tensors, as in PyTorch's `torch.nn.functional`: `gelu(x)` is `x.gelu()`. Bundlers drop those that are not
 * called, where the methods of a class come together. Attention, dropout, quantiles, searches and counts are functions only.
 *
 * @module
 */
export {
  celu,
  elu,
  gelu,
  hardShrink,
  hardSigmoid,
  hardSwish,
  hardTanh,
  leakyRelu,
  logSigmoid,
  logSoftmax,
  mish,
  prelu,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softShrink,
  softsign,
  tanh,
  tanhShrink,
  threshold,
} from "./functional/activation.ts";
export { type AttentionOptions, scaledDotProductAttention } from "./functional/attention.ts";
export { bincount, nonzero, unique, type Unique } from "./functional/counting.ts";
export { dropout } from "./functional/dropout.ts";
export { median, quantile, searchSorted } from "./functional/order.ts";
export { fold, gather, pad, slice, take, windows } from "./functional/selection.ts";
export { logSumExp, norm, normalize, std, variance } from "./functional/statistics.ts";
