export { Module, type Member } from "./module.ts";
export type { SavedTensor } from "./state-dict.ts";
export { Layer } from "./layer.ts";
export type { Apply, Misfit, SameShape, ShapeFunction } from "./shape-function.ts";
export { Sequential } from "./sequential.ts";
export { Affine, type AffineOptions, Linear } from "./affine.ts";
export { Conv2d, type Conv2dOptions } from "./conv2d.ts";
export { MaxPool2d, type MaxPool2dOptions } from "./max-pool2d.ts";
export { AveragePool2d, type AveragePool2dOptions } from "./average-pool2d.ts";
export { Flatten } from "./flatten.ts";
export { LogSoftmax, ReLU, Sigmoid, Softmax, Tanh } from "./activations.ts";
export type { BatchNormOptions } from "./batch-norm.ts";
export { BatchNorm1d } from "./batch-norm1d.ts";
export { BatchNorm2d } from "./batch-norm2d.ts";
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
