export { SGD, type SGDOptions } from "../sgd.ts";
export { Momentum, type MomentumOptions } from "../momentum.ts";
export { Nesterov, type NesterovOptions } from "../nesterov.ts";
