import { checkFraction, type Node, operation } from "@chainrule/graph";
import { constant, toFloating } from "../operand.ts";
import type { Generator } from "../generator.ts";
import { uniform } from "../random.ts";
import { less, mul, where } from "./elementwise.ts";

export function dropout(x: Node, p: number, generator?: Generator): Node {
  return operation("dropout", () => {
    checkFraction("dropout", "p", p);
    const y = toFloating(x);
    if (p === 0) return y;
    const zero = constant(0, y.dtype);
    if (p === 1) return mul(y, zero);
    const draw = uniform(y.shape, y.dtype === "float64" ? "float64" : "float32", generator);
    return where(less(draw, p), zero, mul(y, 1 / (1 - p)));
  });
}
