import { checkAxis, checkLengths } from "./checks.ts";
import type { InferRules, Type } from "./rule.ts";

export const order: InferRules<"argsort"> = {
  argsort: ([x], { axis, count }, name): Type => {
    checkAxis(name, axis, x);
    checkLengths(name, [count, x.shape[axis]! - count]);
    return { shape: x.shape.with(axis, count), dtype: "int32" };
  },
};
