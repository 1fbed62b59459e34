import { shapeError } from "../scope.ts";
import { checkAxis } from "./checks.ts";
import type { InferRules } from "./rule.ts";
import type { Type } from "../type.ts";

export const order: InferRules<"argsort"> = {
  argsort: ([x], { axis, count }, name): Type => {
    checkAxis(name, axis, x);
    const length = x.shape[axis]!;
    if (!Number.isInteger(count) || count < 0 || count > length) {
      throw shapeError(name, `the count must be an integer from 0 to ${length}; got ${count}.`);
    }
    return { shape: x.shape.with(axis, count), dtype: "int32" };
  },
};
