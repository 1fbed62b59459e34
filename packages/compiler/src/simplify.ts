import {
  type Attributes,
  type Graph,
  type Primitive,
  sameShape,
  type Step,
} from "@chainrule/graph";

/** Whether a step gives its only input unchanged, of type `input`. */
function isNeutral(step: Step, input: { dtype: string; shape: readonly number[] }): boolean {
  switch (step.primitive) {
    case "identity":
      // What a checkpoint recomputes must not be found equal to what was computed before it.
      return (step.attributes as Attributes<"identity">).marker !== "checkpoint";
    case "cast":
      return step.type.dtype === input.dtype;
    case "reshape":
    case "expand":
      return sameShape(step.type.shape, input.shape);
    case "permute":
      return (step.attributes as Attributes<"permute">).axes.every((axis, i) => axis === i);
    case "flip":
    case "sum":
    case "prod":
    case "max":
    case "min":
      return (step.attributes as { axes: readonly number[] }).axes.length === 0;
    default:
      return false;
  }
}

function sameConstant(step: Step): string {
  const { value } = step.attributes as Attributes<"constant">;
  return Object.is(value, -0) ? "-0" : String(value);
}

function keyOf(step: Step, inputs: readonly number[]): string {
  const name: Primitive = step.primitive;
  const attributes = name === "constant" ? sameConstant(step) : JSON.stringify(step.attributes);
  return `${name}(${inputs.join()})${attributes}${step.type.dtype}`;
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
