export { AdaGrad, type AdaGradOptions } from "../adagrad.ts";
export { Adafactor, type AdafactorOptions } from "../adafactor.ts";
export { AdaDelta, type AdaDeltaOptions } from "../adadelta.ts";
