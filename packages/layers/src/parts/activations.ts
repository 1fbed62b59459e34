export { ELU, HardSigmoid, HardSwish, LeakyReLU, ReLU, SELU } from "../rectifiers.ts";
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
