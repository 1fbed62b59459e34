// What the code of nests and of copies has, unless a program asks for less: how threads divide it, what is faster, and vectors of float64.
export { constantWide } from "../constant-wide.ts";
export { divide, skip, unitsOf } from "../divide.ts";
export { rareFunctions } from "../functions/rare.ts";
export { emitWide } from "../functions/wide.ts";
export { remainder } from "../functions/remainder.ts";
export { gatherNear } from "../near.ts";
export { sideBySide } from "../side-by-side.ts";
export { castWide, lanesOf, wideUniform } from "../two-lanes.ts";
export { within } from "../within.ts";
