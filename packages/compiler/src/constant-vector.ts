import type { Graph } from "@chainrule/graph";
import { stepOf } from "./value.ts";

/** The elements of a vector that is part of the program's structure, a constant or several joined; `null` for one that is known only when the program runs. */
export function constantVector(graph: Graph, value: number): readonly number[] | null {
  const step = stepOf(graph, value);
  switch (step?.primitive) {
    case "constant":
      return [step.attributes.value];
    case "reshape":
      return constantVector(graph, step.inputs[0]!);
    case "concatenate": {
      const parts = step.inputs.map((input) => constantVector(graph, input));
      return parts.every((part) => part !== null) ? parts.flat() : null;
    }
    default:
      return null;
  }
}
