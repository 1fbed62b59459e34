import type { Create } from "../primitives.ts";
import { dtypeError, shapeError } from "../scope.ts";
import { printShape, sameShape } from "../shape.ts";
import { checkLengths } from "./checks.ts";
import type { InferRules } from "./rule.ts";
import type { Type } from "../type.ts";

export const create: InferRules<Create> = {
  constant: (_, { dtype }): Type => ({ shape: [], dtype }),
  iota: (_, { length, dtype }, name): Type => {
    checkLengths(name, [length]);
    if (dtype === "bool") throw dtypeError(name, "needs a numeric dtype; got bool.");
    return { shape: [length], dtype };
  },
  random: ([key], { shape, dtype }, name): Type => {
    if (key.dtype !== "int32" || !sameShape(key.shape, [4])) {
      throw shapeError(
        name,
        `the key must be int32 of shape [4]; got ${key.dtype} ${printShape(key.shape)}.`,
      );
    }
    if (dtype === "bool" || dtype === "uint8") {
      throw dtypeError(name, `draws int32, float32 or float64; got ${dtype}.`);
    }
    checkLengths(name, shape);
    return { shape, dtype };
  },
};
