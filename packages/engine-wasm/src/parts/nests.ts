// What the code of nests and of copies has, unless a program asks for less: how threads divide it, and what is faster.
export { divide, skip, unitsOf } from "../divide.ts";
export { rareFunctions } from "../functions/rare.ts";
export { remainder } from "../functions/remainder.ts";
export { sideBySide } from "../side-by-side.ts";
export { within } from "../within.ts";
