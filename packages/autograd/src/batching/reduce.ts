import type { Reduce } from "@chainrule/graph";
import { primitive } from "@chainrule/tensor";
import { behind, type BatchingRules } from "./rule.ts";

/** Every reduction leaves the axis of examples alone. */
export const reduce: BatchingRules<Reduce> = {
  sum: ([{ tensor }], { axes }) => primitive("sum", [tensor], { axes: behind(axes) }),
  prod: ([{ tensor }], { axes }) => primitive("prod", [tensor], { axes: behind(axes) }),
  max: ([{ tensor }], { axes, keepsNaN }) =>
    primitive("max", [tensor], { axes: behind(axes), keepsNaN }),
  min: ([{ tensor }], { axes }) => primitive("min", [tensor], { axes: behind(axes) }),
  argmax: ([{ tensor }], { axis }) => primitive("argmax", [tensor], { axis: axis + 1 }),
  argmin: ([{ tensor }], { axis }) => primitive("argmin", [tensor], { axis: axis + 1 }),
};
