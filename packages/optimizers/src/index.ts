export * from "./parts/optimizer.ts";
export * from "./parts/sgd.ts";
export * from "./parts/adam.ts";
export * from "./parts/adagrad.ts";
export * from "./parts/rmsprop.ts";
export * from "./parts/schedules.ts";
export * from "./parts/clipping.ts";
export * from "./parts/averages.ts";
