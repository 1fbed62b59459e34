export { Module, type Member } from "./module.ts";
export type { SavedTensor } from "./state-dict.ts";
export { Layer } from "./layer.ts";
export type { Apply, Floating, SameShape, ShapeFunction } from "./shape-function.ts";
export { Sequential } from "./sequential.ts";
export { Affine, type AffineOptions, Linear } from "./affine.ts";
export { Conv2d, type Conv2dOptions } from "./conv2d.ts";
export { Conv1d, type Conv1dOptions } from "./conv1d.ts";
export { ConvTranspose2d, type ConvTranspose2dOptions } from "./conv-transpose2d.ts";
export { AdaptiveAveragePool2d } from "./adaptive-average-pool2d.ts";
export { GlobalAveragePool2d } from "./global-average-pool2d.ts";
export { MaxPool2d, type MaxPool2dOptions } from "./max-pool2d.ts";
export { AveragePool2d, type AveragePool2dOptions } from "./average-pool2d.ts";
export { Flatten } from "./flatten.ts";
export { ELU, HardSigmoid, HardSwish, LeakyReLU, ReLU, SELU } from "./rectifiers.ts";
export {
  GELU,
  LogSigmoid,
  Mish,
  Sigmoid,
  SiLU,
  Softplus,
  type SoftplusOptions,
  Softsign,
  Tanh,
} from "./sigmoids.ts";
export { LogSoftmax, Softmax } from "./softmax.ts";
export type { BatchNormOptions } from "./batch-norm.ts";
export { BatchNorm1d } from "./batch-norm1d.ts";
export { BatchNorm2d } from "./batch-norm2d.ts";
export { LayerNorm, type NormOptions } from "./layer-norm.ts";
export { GroupNorm } from "./group-norm.ts";
export { Embedding, type EmbeddingOptions } from "./embedding.ts";
export { Residual } from "./residual.ts";
export { Dropout } from "./dropout.ts";
export {
  constantly,
  type Fans,
  fansOf,
  type HeOptions,
  heNormal,
  heUniform,
  type Initializer,
  normal,
  uniform,
  uniformByFan,
  type XavierOptions,
  xavierNormal,
  xavierUniform,
} from "./initializers.ts";
