import type { Reduce } from "@chainrule/graph";
import { fixed } from "../length.ts";
import type { Applied, Rules } from "../rule.ts";
import { computing } from "./elementwise.ts";

/** Without axes ONNX would reduce over all. */
function reduction(operator: string): (step: Applied<"sum" | "prod" | "max" | "min">) => string {
  return (step) => {
    const axes = fixed("axes", step.attributes.axes) as readonly number[];
    if (axes.length === 0) return step.inputs[0]!.name;
    const { graph } = step;
    return computing(step, (x) => graph.node(operator, [x, graph.lengths(axes)], { keepdims: 0 }));
  };
}

function position(operator: string): (step: Applied<"argmax" | "argmin">) => string {
  return (step) => {
    const { graph, attributes } = step;
    return computing(step, (x) => {
      const axis = fixed("axes", attributes.axis);
      return graph.cast(graph.node(operator, [x], { axis, keepdims: 0 }), "int32");
    });
  };
}

/** Of primitives with one element from many. */
export const reduce: Rules<Reduce> = {
  sum: reduction("ReduceSum"),
  prod: reduction("ReduceProd"),
  max: reduction("ReduceMax"),
  min: reduction("ReduceMin"),
  argmax: position("ArgMax"),
  argmin: position("ArgMin"),
};
