import { Node, operation } from "@chainrule/graph";
import { constant, toFloating } from "../operand.ts";
import { type Axes, axisOf, reducedAxes } from "./axes.ts";
import { add, and, div, exp, identity, less, log, mul, sub, where } from "./elementwise.ts";
import { keep, sum } from "./reduce.ts";
import { reshape } from "./movement.ts";

/**
 * The maximum along `axis`, which exponentials are shifted by. The result does not depend on it, so it carries no gradient; and a NaN reaches all of it through
 * the sum.
 */
function largest(x: Node, axis: Axes): Node {
  const axes = reducedAxes("max", axis, x.shape);
  const top = Node.apply("max", [x], { axes, keepsNaN: false });
  return identity(keep(x, axes, top), "detach");
}

export function softmax(x: Node, axis = -1): Node {
  return operation("softmax", () => {
    const y = toFloating(x);
    if (y.shape[axisOf("softmax", axis, y.shape)] === 0) return y;
    const powers = exp(sub(y, largest(y, axis)));
    return mul(powers, div(constant(1, y.dtype), sum(powers, axis, true)));
  });
}

export function logSoftmax(x: Node, axis = -1): Node {
  return operation("logSoftmax", () => {
    const y = toFloating(x);
    if (y.shape[axisOf("logSoftmax", axis, y.shape)] === 0) return y;
    const shifted = sub(y, largest(y, axis));
    return sub(shifted, log(sum(exp(shifted), axis, true)));
  });
}

export function logSumExp(x: Node, axis?: Axes, keepDims = false): Node {
  return operation("logSumExp", () => {
    const y = toFloating(x);
    const axes = reducedAxes("logSumExp", axis, y.shape);
    if (axes.some((a) => y.shape[a] === 0)) return log(sum(exp(y), axis, keepDims));
    const top = largest(y, axis);
    const infinity = constant(Infinity, y.dtype);
    const finite = and(less(top, infinity), less(constant(-Infinity, y.dtype), top));
    // −∞ − (−∞) would be NaN; NaN compares false and comes back through the exponential.
    const shift = where(finite, top, constant(0, y.dtype));
    const result = add(log(sum(exp(sub(y, shift)), axis, true)), shift);
    return keepDims
      ? result
      : reshape(
          result,
          y.shape.filter((_, a) => !axes.includes(a)),
        );
  });
}
