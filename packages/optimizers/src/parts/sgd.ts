export { SGD, type SGDOptions } from "../sgd.ts";
export { Momentum, type MomentumOptions } from "../momentum.ts";
export { ASGD, type ASGDOptions } from "../asgd.ts";
export { Muon, type MuonOptions } from "../muon.ts";
export { Nesterov, type NesterovOptions } from "../nesterov.ts";
