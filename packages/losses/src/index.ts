export * from "./parts/classification.ts";
export * from "./parts/regression.ts";
export * from "./parts/ranking.ts";
export * from "./parts/penalties.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
