export { AdaGrad, type AdaGradOptions } from "../adagrad.ts";
export { AdaDelta, type AdaDeltaOptions } from "../adadelta.ts";
