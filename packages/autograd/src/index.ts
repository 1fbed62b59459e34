export * from "./parts/gradients.ts";
export * from "./parts/jacobians.ts";
export * from "./parts/custom.ts";
export * from "./parts/check.ts";
export * from "./parts/vmap.ts";
