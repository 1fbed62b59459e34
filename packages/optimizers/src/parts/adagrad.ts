export { AdaGrad, type AdaGradOptions } from "../adagrad.ts";
