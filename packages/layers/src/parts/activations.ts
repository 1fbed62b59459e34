export { CELU, ELU, HardSigmoid, HardSwish, LeakyReLU, ReLU, SELU } from "../rectifiers.ts";
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
} from "../sigmoids.ts";
export { LogSoftmax, Softmax } from "../softmax.ts";
export { HardShrink, HardTanh, ReLU6, SoftShrink, TanhShrink, Threshold } from "../shrinkers.ts";
export { PReLU, type PReLUOptions } from "../prelu.ts";
