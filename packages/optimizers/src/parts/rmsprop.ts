export { Rprop, type RpropOptions } from "../rprop.ts";
export { RMSprop, type RMSpropOptions } from "../rmsprop.ts";
