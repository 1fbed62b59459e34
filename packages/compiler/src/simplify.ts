import { type Graph, sameShape, type Step } from "@chainrule/graph";

/** Whether a step gives its only input unchanged, of type `input`. */
function isNeutral(step: Step, input: { dtype: string; shape: readonly number[] }): boolean {
  switch (step.primitive) {
    case "identity":
      // What a checkpoint recomputes must not be found equal to what was computed before it.
      return step.attributes.marker !== "checkpoint";
    case "cast":
      return step.type.dtype === input.dtype;
    case "reshape":
    case "expand":
      return sameShape(step.type.shape, input.shape);
    case "permute":
      return step.attributes.axes.every((axis, i) => axis === i);
    case "flip":
    case "sum":
    case "prod":
    case "max":
    case "min":
      return step.attributes.axes.length === 0;
    default:
      return false;
  }
}

/** The value of a constant as text: one that JSON cannot say, too. */
function valueText({ attributes: { value } }: Step<"constant">): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A text that is equal for steps that compute the same. */
function keyOf(step: Step, inputs: readonly number[]): string {
  const attributes =
    step.primitive === "constant" ? valueText(step) : JSON.stringify(step.attributes);
  return `${step.primitive}(${inputs.join()})${attributes}${step.type.dtype}`;
}

/** The graph without steps that change nothing, without equal steps twice, and without steps nobody needs. */
export function simplify(graph: Graph): Graph {
  const n = graph.inputs.length;
  const needed = new Set(graph.outputs);
  for (let i = graph.steps.length - 1; i >= 0; i--) {
    if (needed.has(n + i)) for (const input of graph.steps[i]!.inputs) needed.add(input);
  }
  const types = graph.inputs.map((type) => type);
  const steps: Step[] = [];
  const now = graph.inputs.map((_, i) => i);
  const seen = new Map<string, number>();
  graph.steps.forEach((step, i) => {
    if (!needed.has(n + i)) return void now.push(-1);
    const inputs = step.inputs.map((value) => now[value]!);
    const [first] = inputs;
    if (first !== undefined && isNeutral(step, types[first]!)) return void now.push(first);
    const key = step.primitive === "identity" ? `checkpoint ${i}` : keyOf(step, inputs);
    let value = seen.get(key);
    if (value === undefined) {
      value = n + steps.length;
      steps.push({ ...step, inputs });
      types.push(step.type);
      seen.set(key, value);
    }
    return void now.push(value);
  });
  return { ...graph, steps, outputs: graph.outputs.map((value) => now[value]!) };
}
