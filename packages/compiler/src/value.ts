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

/** The value whose elements `value` shows, through any number of views: one of `known`, where there is one on the way. */
export function shown(
  graph: Graph,
  value: number,
  known: Pick<ReadonlySet<number>, "has">,
): number {
  let source = value;
  let step = stepOf(graph, source);
  while (step !== undefined && isView(step) && !known.has(source)) {
    source = step.inputs[0]!;
    step = stepOf(graph, source);
  }
  return source;
}
