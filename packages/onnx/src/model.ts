import type { Primitive, Type, TypedArray } from "@chainrule/graph";
import { fixed, type Lengths } from "./length.ts";
import type { Named } from "./named.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { type Leaf, type Step, survey } from "./program.ts";
import type { Rule, Rules, Value } from "./rule.ts";
import { contract } from "./rules/contract.ts";
import { create } from "./rules/create.ts";
import { elementwise } from "./rules/elementwise.ts";
import { movement } from "./rules/movement.ts";
import { reduce } from "./rules/reduce.ts";
import type { Traced } from "./trace.ts";

const rules: Rules<Primitive> = { ...elementwise, ...reduce, ...movement, ...contract, ...create };

/** A program as a model with the names of `inputs`. Throws where ONNX has no words for it. */
export function modelOf({ program, results }: Traced, inputs: Named): OnnxGraph {
  const graph = new OnnxGraph();
  const names = Object.keys(inputs);
  for (const name of results) graph.reserve(name);
  // One that nothing uses is an input all the same.
  const types = Object.values(inputs).map(({ shape, dtype }): Lengths<Type> => ({ shape, dtype }));
  for (const value of program.values) {
    if (value.primitive === null && value.argument >= 0) types[value.argument] = value.type;
  }
  names.forEach((name, i) => {
    graph.input(name, types[i]!);
  });
  const { needed, starts } = survey(program);
  const values: Value[] = [];
  program.values.forEach((value, place) => {
    const name = needed.has(place) ? written(graph, value, values, names) : "";
    values.push({ name, type: value.type, elements: starts.get(place) ?? null });
  });
  program.outputs.forEach((place, i) => {
    const { name, type } = values[place]!;
    graph.output(results[i]!, name, type);
  });
  return graph;
}

/** Writes a value of the program, and gives its name in the model. Throws where ONNX has no words for it. */
function written(
  graph: OnnxGraph,
  value: Leaf | Step,
  before: readonly Value[],
  names: readonly string[],
): string {
  if (value.primitive === null) {
    return value.argument < 0 ? stored(graph, value) : names[value.argument]!;
  }
  const { primitive, attributes, type, debug } = value;
  const inputs = value.inputs.map((place) => before[place]!);
  graph.debug = debug;
  return (rules[primitive] as Rule<Primitive>)({ graph, inputs, attributes, type });
}

/** Writes a value that the model has in itself, and gives its name. */
function stored(graph: OnnxGraph, { type, name, elements }: Leaf): string {
  if (!Array.isArray(elements)) {
    const { shape, dtype } = fixed("a stored value", type);
    return graph.initializer(name || "given", dtype, shape, elements as TypedArray);
  }
  const list = graph.cast(graph.lengths(elements), type.dtype);
  return graph.node("Reshape", [list, graph.lengths(type.shape)], { allowzero: 1 });
}
