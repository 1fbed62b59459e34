export { meanSquaredError } from "../mean-squared-error.ts";
export { meanAbsoluteError } from "../mean-absolute-error.ts";
export { huber, type HuberOptions } from "../huber.ts";
