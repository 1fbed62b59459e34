import {
  bytesOf,
  checkCopy,
  checkKind,
  checkNames,
  type DType,
  kindOf,
  type Node,
  printShape,
  type Shape,
  sizeOf,
  type Variable,
} from "@chainrule/graph";
import { Module } from "@chainrule/layers";
import { type Parameter, Tensor, withoutAssignments, withoutDraws, zeros } from "@chainrule/tensor";
import { ancestry } from "./ancestry.ts";
import { type Call, callOf, callsOf } from "./calls.ts";
import { bytes, counted, grouped, rounded } from "./quantity.ts";
import { table } from "./table.ts";
import { operationsOf } from "./work.ts";

/** What a model takes: the shape of its input, or for each input its shape or a tensor like it. */
export type SummaryInput = Shape | Tensor | readonly (Shape | Tensor)[];

/** Options of {@link summary}. */
export interface SummaryOptions {
  /** The dtype of inputs that are given as shapes; float32. */
  readonly dtype?: DType;
}

/** One call of a module. What is inside modules that it calls stands with them. */
export interface SummaryRow {
  /** The module's name in the model, such as `blocks.0`; nothing for the model itself. */
  readonly path: string;
  /** How many modules it is inside of. */
  readonly depth: number;
  /** What it is, as `Affine(784, 128)`. */
  readonly layer: string;
  /** The shapes of the tensors that it returned. */
  readonly outputs: readonly Shape[];
  /** The elements of parameters that were not counted before: its own, and those that it uses of modules inside without calling them. */
  readonly parameters: number;
  /** Floating-point operations forward; a multiplication and an addition are two. */
  readonly operations: number;
  /** The bytes of its result, unless that is another one's or only another view of it. */
  readonly bytes: number;
}

/** Sums over a model. */
export interface SummaryTotals {
  readonly parameters: number;
  readonly trainable: number;
  /** The bytes of all parameters. */
  readonly parameterBytes: number;
  readonly operations: number;
  /** The bytes of the results of all layers: what training keeps for the way back, about. */
  readonly bytes: number;
  readonly inputBytes: number;
}

const dash = "–";

/**
 * What {@link summary} found. `toString()` is a table of it.
 *
 * ```ts
 * import { summary } from "@chainrule/inspect";
 * import { Affine } from "@chainrule/layers";
 *
 * const { totals } = summary(new Affine(4, 3), [2, 4]);
 * totals; // => { parameters: 15, trainable: 15, parameterBytes: 60, operations: 54, bytes: 24, inputBytes: 32 }
 * ```
 */
export class Summary {
  /** Every call of a module, in order. */
  readonly rows: readonly SummaryRow[];
  /** Parameters, operations and bytes in all. */
  readonly totals: SummaryTotals;

  constructor(rows: readonly SummaryRow[], totals: SummaryTotals) {
    this.rows = rows;
    this.totals = totals;
  }

  /** A line for each call, indented by depth, then the totals. */
  toString(): string {
    const some = (value: number, write: (value: number) => string): string =>
      value === 0 ? dash : write(value);
    const columns = [
      { title: "layer", align: "left" },
      { title: "output", align: "left" },
      { title: "parameters", align: "right" },
      { title: "FLOPs", align: "right" },
      { title: "activations", align: "right" },
    ] as const;
    const rows = this.rows.map(({ path, depth, layer, outputs, ...own }) => [
      `${"  ".repeat(depth)}${path === "" ? "" : `${path}: `}${layer}`,
      outputs.map(printShape).join(", "),
      some(own.parameters, grouped),
      some(own.operations, grouped),
      some(own.bytes, bytes),
    ]);
    const { totals } = this;
    const frozen = totals.parameters - totals.trainable;
    return [
      table(columns, rows),
      "",
      `${counted(totals.parameters, "parameter")} (${bytes(totals.parameterBytes)})${frozen === 0 ? "" : `, ${grouped(frozen)} of them frozen`}`,
      `${rounded(totals.operations)} FLOPs forward`,
      `${bytes(totals.bytes)} of activations for ${bytes(totals.inputBytes)} of input`,
    ].join("\n");
  }
}

function isShape(input: SummaryInput): input is Shape {
  return Array.isArray(input) && input.every((length) => typeof length === "number");
}

function inputsOf(given: SummaryInput, dtype: DType): Tensor[] {
  checkCopy(given, () => Tensor);
  if (!(given instanceof Tensor || Array.isArray(given))) {
    throw new TypeError(
      `summary: the input must be a shape, a tensor, or a list of these; got ${kindOf(given)}.`,
    );
  }
  const list = given instanceof Tensor || isShape(given) ? [given] : given;
  return (list as readonly (Shape | Tensor)[]).map((input) =>
    input instanceof Tensor ? input : zeros(input, { dtype }),
  );
}

/** The tensors in what a module returned, which may hold itself. */
function tensorsIn(output: unknown, around: readonly object[] = []): Tensor[] {
  if (output instanceof Tensor) return [output];
  if (typeof output !== "object" || output === null || around.includes(output)) return [];
  return Object.values(output).flatMap((part) => tensorsIn(part, [...around, output]));
}

/** Steps whose elements are their input's, in other places. */
const views: readonly (string | null)[] = ["reshape", "identity", "permute", "expand", "flip"];

/** The node whose elements these are, behind reshapes and the like. */
function source(node: Node): Node {
  let behind = node;
  // What has forgotten its inputs has none.
  while (views.includes(behind.primitive) && behind.inputs.length > 0) behind = behind.inputs[0]!;
  return behind;
}

function bytesOfTensor({ dtype, shape }: { readonly dtype: DType; readonly shape: Shape }): number {
  return bytesOf(dtype) * sizeOf(shape);
}

function depthOf(call: Call): number {
  return call.parent === null ? 0 : depthOf(call.parent) + 1;
}

/** The parameters that a module holds itself, and those that it uses of modules inside without calling them. */
function ownParameters(
  module: Module,
  called: ReadonlySet<Module>,
  used: ReadonlySet<Variable | null>,
): Parameter[] {
  const below = new Set<Parameter>();
  for (const inside of module.namedModules().values()) {
    if (inside === module) continue;
    for (const parameter of inside.namedParameters().values()) {
      if (called.has(inside) || !used.has(parameter.variable)) below.add(parameter);
    }
  }
  return [...module.namedParameters().values()].filter((one) => !below.has(one));
}

/** Lists the calls that `model` makes for `inputs`, as when it evaluates: nothing runs, for nothing is read. */
function trace(model: Module, inputs: readonly Tensor[]): Call[] {
  const modules = [...model.namedModules().values()];
  const training = modules.map((module) => module.training);
  model.evaluate();
  try {
    return withoutDraws(() =>
      withoutAssignments(() =>
        callsOf(model, () => {
          (model.forward as (...inputs: readonly Tensor[]) => unknown)(...inputs);
        }),
      ),
    );
  } finally {
    modules.forEach((module, i) => {
      module.training = training[i]!;
    });
  }
}

/** The floating-point operations of each call, without those of the calls that it makes. */
function operationsIn(nodes: readonly Node[], calls: readonly Call[]): Map<Call, number> {
  const counts = new Map<Call, number>();
  for (const node of nodes) {
    const call = callOf(node, calls);
    if (call !== undefined) counts.set(call, (counts.get(call) ?? 0) + operationsOf(node));
  }
  return counts;
}

/** The bytes of what each call returned, once: not of what it was given, or another call returned before. */
function bytesIn(calls: readonly Call[], inputs: readonly Tensor[]): Map<Call, number> {
  const stored = new Set<Node>(inputs.map(nodeOf).map(source));
  const sizes = new Map<Call, number>();
  // Inner calls end first: what an outer one hands on is theirs.
  for (const call of calls.toSorted((a, b) => a.end - b.end)) {
    const own = tensorsIn(call.output).map(nodeOf).map(source);
    const fresh = [...new Set(own)].filter((node) => !stored.has(node));
    for (const node of fresh) stored.add(node);
    sizes.set(call, total(fresh.map(bytesOfTensor)));
  }
  return sizes;
}

/**
 * What each layer of `model` makes of an input of `inputShape`: the shape of its output, its parameters, the floating-point operations of its way forward, and the
 * memory of its output. The model is built once on zeros as it evaluates (no dropout, running statistics); shapes are all it takes, so nothing is
 * computed, however large the model is, and no random numbers are used up.
 *
 * A module that is called twice has two lines; its parameters are counted once, as are tied ones. Operations count multiplications and additions of
 * `matmul` and convolutions exactly, one for each element of an elementwise operation, one for each input of a reduction, none for what only moves.
 *
 * Throws what `model.forward` throws: a `ShapeError` that names the layer the input does not fit. A `TypeError` if `model` is not a module. As Python's `torchinfo`.
 *
 * ```ts
 * import { summary } from "@chainrule/inspect";
 * import { Affine, ReLU, Sequential } from "@chainrule/layers";
 *
 * const model = new Sequential(new Affine(784, 128), new ReLU(), new Affine(128, 10));
 * const { rows, totals } = summary(model, [32, 784]);
 * rows.map(({ path, layer, parameters }) => `${path} ${layer} ${parameters}`);
 * // => [" Sequential 0", "0 Affine(784, 128) 100480", "1 ReLU() 0", "2 Affine(128, 10) 1290"]
 * totals.parameters; // => 101770
 * ```
 */
export function summary(
  model: Module,
  inputShape: SummaryInput,
  options: SummaryOptions = {},
): Summary {
  checkKind("summary", "the model", model, Module, "a module");
  checkNames("summary", options, { dtype: 0 });
  const inputs = inputsOf(inputShape, options.dtype ?? "float32");
  const calls = trace(model, inputs);
  const names = new Map(Array.from(model.namedModules(), ([name, module]) => [module, name]));
  const nodes = ancestry(calls.flatMap(({ output }) => tensorsIn(output)).map(nodeOf));
  const operations = operationsIn(nodes, calls);
  const used = new Set(nodes.map(({ variable }) => variable));
  const sizes = bytesIn(calls, inputs);
  const called = new Set(calls.map(({ module }) => module));
  const seen = new Set<Parameter>();
  const rows = calls.map((call): SummaryRow => {
    const parameters = ownParameters(call.module, called, used).filter((one) => !seen.has(one));
    for (const one of parameters) seen.add(one);
    return {
      path: names.get(call.module)!,
      depth: depthOf(call),
      layer: call.module.describe(),
      outputs: tensorsIn(call.output).map(({ shape }) => shape),
      parameters: total(parameters.map(({ size }) => size)),
      operations: operations.get(call) ?? 0,
      bytes: sizes.get(call)!,
    };
  });
  return new Summary(rows, totalsOf(model, rows, inputs));
}

function nodeOf(tensor: Tensor): Node {
  return tensor.node;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function totalsOf(
  model: Module,
  rows: readonly SummaryRow[],
  inputs: readonly Tensor[],
): SummaryTotals {
  const parameters = [...model.namedParameters().values()];
  return {
    parameters: total(parameters.map(({ size }) => size)),
    trainable: total(parameters.filter(({ trainable }) => trainable).map(({ size }) => size)),
    parameterBytes: total(parameters.map(bytesOfTensor)),
    operations: total(rows.map((row) => row.operations)),
    bytes: total(rows.map((row) => row.bytes)),
    inputBytes: total(inputs.map(bytesOfTensor)),
  };
}
