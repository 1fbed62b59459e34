import type { Graph, Primitive, Step, Type } from "@chainrule/graph";

/** The step that computes a value; `undefined` for an input. */
export function stepOf(graph: Graph, value: number): Step | undefined {
  return graph.steps[value - graph.inputs.length];
}

/** The shape and dtype of a value. */
export function typeOf(graph: Graph, value: number): Type {
  return stepOf(graph, value)?.type ?? graph.inputs[value]!;
}

const views: ReadonlySet<Primitive> = new Set<Primitive>([
  "identity",
  "reshape",
  "permute",
  "expand",
  "flip",
  "slice",
  "windows",
]);

/** Whether a step only shows elements in other places: it needs no kernel, only other indices. */
export function isView(step: Step): boolean {
  return views.has(step.primitive);
}
