import {
  allocate,
  checkCopy,
  checkNames,
  type Debug,
  kindOf,
  type Node,
  type Primitive,
  printShape,
  reach,
  shapeError,
  sizeOf,
  type Type,
  type TypedArray,
} from "@chainrule/graph";
import { constant, fromData, getGenerator, Tensor, withoutAssignments } from "@chainrule/tensor";
import { batches, fixed, type Lengths } from "./length.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { type Built, type Leaf, programOf, type Step, survey } from "./program.ts";
import { type Rule, type Rules, Unsupported, type Value } from "./rule.ts";
import { contract } from "./rules/contract.ts";
import { create } from "./rules/create.ts";
import { elementwise } from "./rules/elementwise.ts";
import { movement } from "./rules/movement.ts";
import { reduce } from "./rules/reduce.ts";

/** Tensors by name. */
export type Named = Readonly<Record<string, Tensor>>;

/** The options of {@link toOnnx}. */
export interface OnnxOptions<Inputs> {
  /** The inputs whose first axis is the batch, which may have any length in the model. Default none. */
  readonly batched?: readonly (keyof Inputs & string)[];
}

const rules: Rules<Primitive> = { ...elementwise, ...reduce, ...movement, ...contract, ...create };

/**
 * A function of tensors, such as the forward pass of a trained model, as an ONNX file (operators of version 18), which ONNX Runtime and others run without this library: parameters and
 * state are stored in it as they are now. `inputs` are examples: their shapes and dtypes are those of the model's inputs, with their names; results have the names that `f` gives them.
 * `f` is called with zeros, for batches of several sizes where some inputs are `batched`, and what it assigns is dropped.
 *
 * A model should be in evaluation mode (`model.evaluate()`): ONNX has no counterpart of the library's random numbers. Indices out of range, which read NaN in the library, are mistakes in ONNX. Results differ from the library's
 * by rounding, where a runtime adds in another order.
 *
 * Throws where the function uses something that ONNX cannot say, or does something else for batches of another size.
 *
 * ```ts
 * import { Affine, ReLU, Sequential } from "@chainrule/layers";
 * import { toOnnx } from "@chainrule/onnx";
 * import { zeros } from "@chainrule/tensor";
 *
 * const model = new Sequential(new Affine(4, 8), new ReLU(), new Affine(8, 3)).evaluate();
 * const file = toOnnx(({ x }) => ({ scores: model.forward(x) }), { x: zeros([1, 4]) }, { batched: ["x"] });
 * file instanceof Uint8Array; // => true
 * ```
 */
export function toOnnx<const Inputs extends Named>(
  f: (inputs: Inputs) => Named,
  inputs: Inputs,
  options: OnnxOptions<Inputs> = {},
): Uint8Array {
  checkNames("toOnnx", options, { batched: 0 });
  const { batched = [] } = options;
  checkInputs(inputs, batched);
  const names = Object.keys(inputs);
  let results: readonly string[] = [];

  /** What `f` builds for a batch of a size. */
  const build = (batch: number): Built => {
    const start = constant(0).node;
    const given = Object.entries(inputs).map(([name, { shape, dtype }]) => {
      const lengths = batched.includes(name) ? [batch, ...shape.slice(1)] : shape;
      return [name, fromData(allocate(dtype, sizeOf(lengths)), lengths, dtype) as Tensor] as const;
    });
    const named = f(Object.fromEntries(given) as Inputs);
    checkResults(named);
    results = Object.keys(named);
    const nodes = Object.values(named).map(({ node }) => node);
    drawBefore(start, nodes);
    return { start, arguments: given.map(([, { node }]) => node), results: nodes };
  };
  const sizes = batched.length > 0 ? batches : [1];
  const program = withoutDraws(() => withoutAssignments(() => programOf(sizes.map(build))));

  const graph = new OnnxGraph();
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
  return graph.encode();
}

function checkInputs(inputs: Named, batched: readonly string[]): void {
  if (Object(inputs) !== inputs) {
    throw new TypeError(`toOnnx: inputs must be tensors by name; got ${kindOf(inputs)}.`);
  }
  for (const [name, input] of Object.entries(inputs)) {
    checkTensor(`input ${name}`, input);
    if (batched.includes(name) && input.ndim === 0) {
      throw shapeError("toOnnx", `the batched input ${name} needs an axis; got ${printShape([])}.`);
    }
  }
  const unknown = batched.find((name) => !Object.hasOwn(inputs, name));
  if (unknown !== undefined) {
    throw new Error(
      `toOnnx: batched inputs must be among ${Object.keys(inputs).join(", ")}; got ${unknown}.`,
    );
  }
}

function checkResults(results: unknown): asserts results is Named {
  const named = typeof results === "object" && results !== null && !(results instanceof Tensor);
  if (!named || Object.keys(results).length === 0) {
    throw new TypeError(
      `toOnnx: the function must return tensors by name, as { scores: … }; got ${kindOf(results)}.`,
    );
  }
  for (const [name, result] of Object.entries(results)) checkTensor(`result ${name}`, result);
}

function checkTensor(what: string, value: unknown): void {
  if (value instanceof Tensor) return;
  checkCopy(value, () => Tensor);
  throw new TypeError(`toOnnx: ${what} must be a tensor; got ${kindOf(value)}.`);
}

/** Runs `f`, and has random numbers go on afterwards as if it had drawn none. */
function withoutDraws<T>(f: () => T): T {
  const generator = getGenerator();
  const { state } = generator;
  try {
    return f();
  } finally {
    generator.state = state;
  }
}

/** Draws random numbers that came before `start`, which are values like others. Throws where `roots` are built on later ones. */
function drawBefore(start: Node, roots: readonly Node[]): void {
  for (const node of reach(roots).open) {
    if (node.primitive !== "random") continue;
    if (node.id > start.id) {
      throw new Error(
        `toOnnx: ONNX has no counterpart of random numbers${placeOf(node.debug)}: a model has none in evaluation mode, after model.evaluate().`,
      );
    }
    Tensor.of(node).data();
  }
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
  try {
    return (rules[primitive] as Rule<Primitive>)({ graph, inputs, attributes, type });
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    throw new Error(`toOnnx: ONNX has no counterpart of ${error.message}${placeOf(debug)}.`, {
      cause: error,
    });
  }
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

/** Where a step comes from, in the user's words. */
function placeOf({ operation, module }: Debug): string {
  const parts = [operation, module].filter(Boolean);
  return parts.length === 0 ? "" : `, in ${parts.join(" of ")}`;
}
