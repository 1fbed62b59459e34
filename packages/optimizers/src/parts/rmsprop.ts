export { RMSprop, type RMSpropOptions } from "../rmsprop.ts";
