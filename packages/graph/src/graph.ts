import type { Type } from "./infer/rule.ts";
import type { Node } from "./node.ts";
import type { Attributes, Primitive } from "./primitives.ts";
import type { Debug } from "./scope.ts";
import { printShape } from "./shape.ts";
import { walk } from "./walk.ts";

/** One primitive of a graph, applied to values by their numbers. */
export interface Step<P extends Primitive = Primitive> {
  readonly primitive: P;
  readonly attributes: Attributes<P>;
  readonly inputs: readonly number[];
  readonly type: Type;
  readonly debug: Debug;
}

/**
 * A program: inputs, then steps in an order in which they can run. Values are numbered through both:
 * `0 … inputs.length − 1` are the inputs. A graph holds structure only; the elements are bound when it runs.
 */
export interface Graph {
  /** Equal for graphs of equal structure. */
  readonly key: string;
  readonly inputs: readonly Type[];
  readonly steps: readonly Step[];
  /** The values to compute. */
  readonly outputs: readonly number[];
  /** For each output, the input whose place it takes: nobody reads that input after the run. `-1` for none. */
  readonly replaces: readonly number[];
}

/** What a run needs: the leaves to bind, in the order of the graph's inputs, and the graph for whom has not seen its key. */
export interface Capture {
  readonly key: string;
  readonly leaves: readonly Node[];
  /** Every uncomputed node on the way, inputs first. */
  readonly nodes: readonly Node[];
  graph(): Graph;
}

/** Programs of watched nodes are told apart by where they come from: what reports on them says that. */
function originOf({ site, module, forward }: Debug): string {
  return site === undefined ? "" : `@${site} ${module}${forward ? originOf(forward) : ""}`;
}

function keyOf(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : `${value}`;
  if (typeof value === "string" || typeof value === "boolean") return `${value}`;
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  let key = "";
  for (const [name, part] of Object.entries(value as object)) key += `${name}=${keyOf(part)};`;
  return key;
}

/** The uncomputed nodes that `roots` need, inputs before users, and the leaves and computed nodes they start from, as they are met. */
function sort(roots: readonly Node[]): { leaves: Node[]; nodes: Node[] } {
  const leaves: Node[] = [];
  const nodes: Node[] = [];
  for (const node of walk(roots, isGiven)) (isGiven(node) ? leaves : nodes).push(node);
  nodes.sort((a, b) => a.id - b.id);
  return { leaves, nodes };
}

function isGiven(node: Node): boolean {
  return node.value !== null || node.primitive === null;
}

/**
 * Captures the program that computes `roots`. `replaces[i]` is the leaf whose place root `i` takes, or `null`. Every leaf
 * found must have a value: whoever calls this has checked that no version on the way is gone.
 */
export function capture(roots: readonly Node[], replaces: readonly (Node | null)[] = []): Capture {
  const { leaves, nodes } = sort(roots);
  let place = 0;
  let key = "";
  for (const leaf of leaves) {
    leaf.place = place++;
    key += `${leaf.dtype}[${leaf.shape.join()}] `;
  }
  for (const node of nodes) {
    key += `${node.primitive!}(`;
    for (const input of node.inputs) key += `${input.place},`;
    key += `)${keyOf(node.attributes)}${originOf(node.debug)} `;
    node.place = place++;
  }
  const outputs = roots.map((root) => root.place);
  const known = new Set(leaves);
  const taken = roots.map((_, i) => {
    const leaf = replaces[i] ?? null;
    return leaf !== null && known.has(leaf) ? leaf.place : -1;
  });
  key += `-> ${outputs.join()} @ ${taken.join()}`;
  return { key, leaves, nodes, graph: () => graphOf(key, leaves, nodes, outputs, taken) };
}

function graphOf(
  key: string,
  leaves: readonly Node[],
  nodes: readonly Node[],
  outputs: readonly number[],
  replaces: readonly number[],
): Graph {
  const numbers = new Map([...leaves, ...nodes].map((node, i) => [node, i]));
  return {
    key,
    inputs: leaves.map(({ shape, dtype }) => ({ shape, dtype })),
    steps: nodes.map((node) => ({
      primitive: node.primitive!,
      attributes: node.attributes,
      inputs: node.inputs.map((input) => numbers.get(input)!),
      type: { shape: node.shape, dtype: node.dtype },
      debug: node.debug,
    })),
    outputs,
    replaces,
  };
}

/** `float32[2, 3]`. */
export function printType({ shape, dtype }: Type): string {
  return `${dtype}${printShape(shape)}`;
}

function printAttribute(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printAttribute).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{${printAttributes(value)}}`;
  return Object.is(value, -0) ? "-0" : String(value);
}

function printAttributes(attributes: object): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}=${printAttribute(value)}`)
    .join(", ");
}

/** A graph as text, one step a line. */
export function printGraph(graph: Graph): string {
  const n = graph.inputs.length;
  const inputs = graph.inputs.map((type, i) => `%${i}: ${printType(type)}`);
  const steps = graph.steps.map(({ primitive, attributes, inputs: from, type }, i) => {
    const given = [from.map((value) => `%${value}`).join(", "), printAttributes(attributes)];
    return `  %${n + i}: ${printType(type)} = ${primitive}(${given.filter((part) => part !== "").join("; ")})`;
  });
  const outputs = graph.outputs.map((value, i) => {
    const replaced = graph.replaces[i]!;
    return replaced < 0 ? `%${value}` : `%${value} replacing %${replaced}`;
  });
  return [`graph(${inputs.join(", ")})`, ...steps, `  return ${outputs.join(", ")}`].join("\n");
}
