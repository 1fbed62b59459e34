import type { Movement } from "@chainrule/graph";
import { constant, primitive, where } from "@chainrule/tensor";
import { sumTo } from "../broadcasting.ts";
import { part } from "../part.ts";
import { inverse } from "../permutation.ts";
import type { GradientRules } from "./rule.ts";

/** Every movement's gradient is its transpose, which is again a movement or a sum. */
export const movement: GradientRules<Exclude<Movement, "windows" | "fold">> = {
  reshape: (g, [x]) => [g.reshape(x.shape)],
  permute: (g, _, __, { axes }) => [g.permute(inverse(axes))],
  expand: (g, [x]) => [sumTo(g, x.shape)],
  flip: (g, _, __, { axes }) => [primitive("flip", [g], { axes })],
  slice: (g, [x, starts], _, { steps }) => [
    primitive("pad", [g, starts], { shape: x.shape, steps }),
    null,
  ],
  pad: (g, [x, starts], _, { steps }) => [
    primitive("slice", [g, starts], { sizes: x.shape, steps }),
    null,
  ],
  concatenate: (g, inputs, _, { axis }) => {
    let start = 0;
    return inputs.map((input) => {
      const gradient = part(g, axis, start, input.shape);
      start += input.shape[axis]!;
      return gradient;
    });
  },
  take: (g, [x, indices], _, { axis }) => [
    primitive("scatterAdd", [g, indices], { axis, length: x.shape[axis]! }),
    null,
  ],
  argsort: () => [null],
  /** Updates whose index is outside were dropped: their gradient is 0, where `take` reads NaN. */
  scatterAdd: (g, [updates, indices], _, { axis, length }) => {
    const zero = constant(0, "int32");
    const inside = zero.lessEqual(indices).and(indices.less(constant(length, "int32")));
    const lines = updates.shape.map((n, other) => (other === axis ? n : 1));
    const taken = primitive("take", [g, indices], { axis });
    return [where(inside.reshape(lines), taken, constant(0, g.dtype)), null];
  },
};
