import type { DType, Primitive, Shape } from "@chainrule/graph";
import { type Drawn, drawingOf, type DrawOptions, type Frame } from "./drawing.ts";

/** A number as JSON has it: what is not finite is `"NaN"`, `"Infinity"` or `"-Infinity"`. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A value in a graph. */
export interface GraphNode {
  /** `n0`, `n1`, …: inputs have smaller numbers than their users. */
  readonly id: string;
  /** A `variable` is a parameter or state; a `given` value is not computed; a `step` is. */
  readonly kind: "variable" | "given" | "step";
  /** The operation, with its primitive as `softmax: exp` where primitives are asked for; or a name. */
  readonly label: string;
  readonly dtype: DType;
  readonly shape: Shape;
  /** What a step is applied to, in order: the ids of nodes, and numbers that stand in the program. */
  readonly inputs: readonly (string | { readonly value: JsonNumber })[];
  /** The primitive that a step is; `null` for an operation made of several, and for what is no step. */
  readonly primitive: Primitive | null;
  /** The primitive's attributes. */
  readonly attributes: { readonly [name: string]: JsonValue };
  /** The id of the module that built it, or `null`. */
  readonly module: string | null;
}

/** A module that built nodes, or has one inside that did. */
export interface GraphModule {
  readonly id: string;
  /** Its place in the module around it and what it is, as `[2] Affine(128, 10)`. */
  readonly label: string;
  /** The id of the module around it, or `null`. */
  readonly parent: string | null;
}

/** A tensor that was asked for. */
export interface GraphOutput {
  /** The name in the record it was given in, or nothing. */
  readonly name: string;
  readonly node: string;
}

/** A computation graph as plain data. */
export interface GraphDocument {
  readonly format: "chainrule graph";
  /** Grows when a reader must change. */
  readonly version: 1;
  readonly nodes: readonly GraphNode[];
  readonly modules: readonly GraphModule[];
  readonly outputs: readonly GraphOutput[];
}

function jsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

function jsonValue(value: unknown): JsonValue {
  if (typeof value === "number") return jsonNumber(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(jsonValue);
  return jsonRecord(value as object);
}

function jsonRecord(value: object): { readonly [name: string]: JsonValue } {
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, jsonValue(part)]));
}

function modulesIn(frames: readonly Frame[], parent: string | null): GraphModule[] {
  return frames.flatMap(({ id, label, frames: inner }) => [
    { id, label, parent },
    ...modulesIn(inner, id),
  ]);
}

/**
 * The graph that leads to tensors, as plain data that `JSON.stringify` takes: see {@link GraphDocument}. Nothing runs.
 *
 * Equal graphs give equal documents. Throws a `TypeError` if there is no tensor.
 *
 * ```ts
 * import { toJSON } from "@chainrule/inspect";
 * import { tensor } from "@chainrule/tensor";
 *
 * const { nodes, outputs } = toJSON({ total: tensor([1, 2]).mul(3).sum() });
 * nodes.map(({ id, label, inputs }) => [id, label, ...inputs]);
 * // => [["n0", "given"], ["n1", "mul", "n0", { value: 3 }], ["n2", "sum", "n1"]]
 * nodes[2]?.attributes; // => { axes: [0] }
 * outputs; // => [{ name: "total", node: "n2" }]
 * ```
 */
export function toJSON(drawn: Drawn, options: DrawOptions = {}): GraphDocument {
  const { boxes, frames } = drawingOf("toJSON", drawn, options);
  return {
    format: "chainrule graph",
    version: 1,
    nodes: boxes.map(({ id, kind, label, dtype, shape, inputs, primitive, attributes, frame }) => ({
      id,
      kind,
      label,
      dtype,
      shape: [...shape],
      inputs: inputs.map((input) =>
        typeof input === "string" ? input : { value: jsonNumber(input) },
      ),
      primitive,
      attributes: jsonRecord(attributes),
      module: frame?.id ?? null,
    })),
    modules: modulesIn(frames, null),
    outputs: boxes.flatMap(({ id, outputs }) => outputs.map((name) => ({ name, node: id }))),
  };
}
