// What takes the place of `nests.ts` under the condition `chainrule-lean`: one thread does all units of work, the compiler knows no exponentials of what is at most 0, and float64 is computed one element at a time.
import { leftOut } from "./left-out.ts";
import type * as full from "./nests.ts";

export const unitsOf: typeof full.unitsOf = () => 1;

export const divide: typeof full.divide = leftOut;

export const skip: typeof full.skip = leftOut;

export const rareFunctions: typeof full.rareFunctions = {};

export const emitWide: typeof full.emitWide = () => false;

export const remainder: typeof full.remainder = (code) => void code.math("mod");

export const sideBySide: typeof full.sideBySide = (_code, pieces) =>
  pieces.forEach((piece) => piece());

export const gatherNear: typeof full.gatherNear = () => false;

export const lanesOf: typeof full.lanesOf = () => 4;

export const castWide: typeof full.castWide = leftOut;

export const constantWide: typeof full.constantWide = leftOut;

export const within: typeof full.within = (code, { left }, from, count) => {
  code.i32(count).set(left).i32(from);
};

export const wideUniform: typeof full.wideUniform = leftOut;
