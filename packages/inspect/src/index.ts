export * from "./parts/explain.ts";
export * from "./parts/anomalies.ts";
export * from "./parts/diagnosis.ts";
export * from "./parts/summary.ts";
export * from "./parts/profile.ts";
export * from "./parts/pictures.ts";
export type { Print } from "./console.ts";
export type { Statistics } from "./statistics.ts";
