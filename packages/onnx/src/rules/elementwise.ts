import type { DType, Elementwise, Primitive } from "@chainrule/graph";
import type { OnnxGraph } from "../onnx-graph.ts";
import type { Applied, Rule, Rules, Value } from "../rule.ts";

/** Runtimes compute with these; bytes and truths go through int32. */
const computed: readonly DType[] = ["int32", "float32", "float64"];

/** The dtype that values of `dtype` are computed in. */
export function computedIn(dtype: DType): DType {
  return computed.includes(dtype) ? dtype : "int32";
}

/** A value in the dtype that it is computed in. */
export function widened(graph: OnnxGraph, { name, type: { dtype } }: Value): string {
  return computed.includes(dtype) ? name : graph.cast(name, "int32");
}

/** `f` of the inputs in a dtype that runtimes compute with, as the dtype of the result. */
export function computing(
  { graph, inputs, type }: Omit<Applied<Primitive>, "attributes">,
  f: (x: string, ...others: readonly string[]) => string,
): string {
  const result = f(...(inputs.map((input) => widened(graph, input)) as [string, ...string[]]));
  return computed.includes(inputs[0]!.type.dtype) ? result : graph.cast(result, type.dtype);
}

/** The operator of ONNX that does just what the primitive does. */
function as(operator: string): Rule<Elementwise> {
  return (step) => computing(step, (...names) => step.graph.node(operator, names));
}

/** The same where truths are computed with. */
function ofTruths(operator: string): Rule<Elementwise> {
  return ({ graph, inputs }) =>
    graph.node(
      operator,
      inputs.map(({ name }) => name),
    );
}

/** Comparisons give truths, whatever they compare. */
function comparison(operator: string): Rule<Elementwise> {
  return ({ graph, inputs }) =>
    graph.node(
      operator,
      inputs.map((input) => widened(graph, input)),
    );
}

/** Of primitives with one element from one element of each input. */
export const elementwise: Rules<Elementwise> = {
  identity: ({ graph, inputs: [x] }) => graph.node("Identity", [x!.name]),
  cast: ({ graph, inputs: [x], attributes: { dtype } }) => {
    // Of numbers that are too large for a byte, the lowest bits, as from int32.
    const wraps = dtype === "uint8" && x!.type.dtype.startsWith("float");
    return graph.cast(wraps ? graph.cast(x!.name, "int32") : x!.name, dtype);
  },
  neg: as("Neg"),
  abs: as("Abs"),
  sign: as("Sign"),
  exp: as("Exp"),
  expm1: ({ graph, inputs: [x], type: { dtype } }) =>
    graph.node("Sub", [graph.node("Exp", [x!.name]), graph.scalar(1, dtype)]),
  log: as("Log"),
  log1p: ({ graph, inputs: [x], type: { dtype } }) =>
    graph.node("Log", [graph.node("Add", [x!.name, graph.scalar(1, dtype)])]),
  sqrt: as("Sqrt"),
  sin: as("Sin"),
  cos: as("Cos"),
  tanh: as("Tanh"),
  erf: as("Erf"),
  sigmoid: as("Sigmoid"),
  floor: as("Floor"),
  ceil: as("Ceil"),
  round: as("Round"),
  not: ofTruths("Not"),
  add: as("Add"),
  sub: as("Sub"),
  mul: as("Mul"),
  div: as("Div"),
  pow: as("Pow"),
  atan2: ({ graph, inputs, type: { dtype } }) => {
    const [y, x] = inputs.map(({ name }) => name) as [string, string];
    const [zero, one] = [0, 1].map((value) => graph.scalar(value, dtype)) as [string, string];
    const both = (test: (of: string) => string): string => graph.node("And", [test(y), test(x)]);
    const where = (test: string, a: string, b: string): string => graph.node("Where", [test, a, b]);
    // The reciprocal tells −0 from 0.
    const negative = (of: string): string =>
      graph.node("Or", [
        graph.node("Less", [of, zero]),
        graph.node("Less", [graph.node("Div", [one, of]), zero]),
      ]);
    const signs = [y, x].map((of) => graph.node("Sign", [of]));
    const infinite = both((of) => graph.node("IsInf", [of]));
    const quotient = where(infinite, graph.node("Div", signs), graph.node("Div", [y, x]));
    const still = both((of) => graph.node("Equal", [of, zero]));
    const angle = where(still, y, graph.node("Atan", [quotient]));
    // A quotient does not tell a point from the opposite one.
    const [up, down] = [Math.PI, -Math.PI].map((half) => graph.scalar(half, dtype));
    const opposite = graph.node("Add", [angle, where(negative(y), down!, up!)]);
    return where(negative(x), opposite, angle);
  },
  mod: (step) =>
    computing(step, (x, y) => {
      const { graph, inputs, type } = step;
      if (!inputs[0]!.type.dtype.startsWith("float")) return graph.node("Mod", [x, y!]);
      // fmod has the sign of x.
      const rest = graph.node("Mod", [x, y!], { fmod: 1 });
      const zero = graph.scalar(0, type.dtype);
      const [sign, wanted] = [rest, y!].map((of) => graph.node("Sign", [of]));
      const differs = graph.node("Less", [graph.node("Mul", [sign!, wanted!]), zero]);
      return graph.node("Where", [differs, graph.node("Add", [rest, y!]), rest]);
    }),
  maximum: as("Max"),
  minimum: as("Min"),
  less: comparison("Less"),
  lessEqual: comparison("LessOrEqual"),
  equal: comparison("Equal"),
  and: ofTruths("And"),
  or: ofTruths("Or"),
  where: ({ graph, inputs: [condition, a, b], type: { dtype } }) => {
    if (dtype !== "bool") return graph.node("Where", [condition!.name, a!.name, b!.name]);
    const [left, right] = [a!, b!].map(({ name }) => graph.cast(name, "int32"));
    return graph.cast(graph.node("Where", [condition!.name, left!, right!]), dtype);
  },
};
