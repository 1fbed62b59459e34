export { type Arguments, type CustomFunction, customFunction } from "../custom-function.ts";
export { checkpoint } from "../checkpoint.ts";
