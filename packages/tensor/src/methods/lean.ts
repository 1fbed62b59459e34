/** The families that networks, losses and optimizers are made of: what a tensor can do under the condition `chainrule-lean`. */
export { ReadingMethods as Methods } from "./reading.ts";
