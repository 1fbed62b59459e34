import type { Graph, Primitive, Step } from "@chainrule/graph";
import { fromMaximum } from "./from-maximum.ts";
import type { Applied } from "./plan.ts";
import { stepOf } from "./value.ts";

/** Angles of less than this are near. */
const near = 8192;

/** What computes an elementwise step, and of which values: its primitive, or for float32 what is faster for what is known of its inputs. */
export function operationOf(
  graph: Graph,
  { primitive, inputs, type }: Step,
): readonly [op: Applied, inputs: readonly number[]] {
  const [input, next, best] = inputs as [number, number, number];
  if (type.dtype === "float32") {
    if (primitive === "exp" && fromMaximum(graph, input)) return ["decay", inputs];
    if (primitive === "cos" && bound(graph, input) < near) return ["cosNear", inputs];
    if (primitive === "where" && exceeds(graph, input, best, next)) return ["larger", [best, next]];
  }
  return [primitive as Applied, inputs];
}

/** Whether a value is `best < next or next ≠ next`, as the comparisons of pooling are. */
function exceeds(graph: Graph, value: number, best: number, next: number): boolean {
  /** The inputs of a value that a primitive computes; none of another one. */
  const inputsOf = (of: number, primitive: Primitive): readonly number[] => {
    const step = stepOf(graph, of);
    return step?.primitive === primitive ? step.inputs : [];
  };
  const [less = -1, isNaN = -1] = inputsOf(value, "or");
  const [isNumber = -1] = inputsOf(isNaN, "not");
  return (
    String(inputsOf(less, "less")) === `${best},${next}` &&
    String(inputsOf(isNumber, "equal")) === `${next},${next}`
  );
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
