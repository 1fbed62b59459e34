import type { Graph, Step } from "@chainrule/graph";
import { fromMaximum } from "./from-maximum.ts";
import type { Applied } from "./plan.ts";
import { stepOf } from "./value.ts";

/** Angles of less than this are near. */
const near = 8192;

/** What computes an elementwise step: its primitive, or for float32 what is faster for what is known of its input. */
export function operationOf(graph: Graph, { primitive, inputs, type }: Step): Applied {
  const input = inputs[0]!;
  if (type.dtype === "float32") {
    if (primitive === "exp" && fromMaximum(graph, input)) return "decay";
    if (primitive === "cos" && bound(graph, input) < near) return "cosNear";
  }
  return primitive as Applied;
}

/** What the absolute value of every element of a float32 is known not to exceed. */
function bound(graph: Graph, value: number): number {
  const step = stepOf(graph, value);
  switch (step?.primitive) {
    case "constant":
      return Math.abs(step.attributes.value);
    case "random":
      return 1;
    case "mul":
      return step.inputs.reduce((product, input) => product * bound(graph, input), 1);
    default:
      return Infinity;
  }
}
