import type { Node } from "./node.ts";
import type { Attributes, Primitive } from "./primitives.ts";
import type { Debug } from "./scope.ts";
import { Structure } from "./structure.ts";
import { printType, type Type } from "./type.ts";
import { type Reach, reach } from "./walk.ts";

/** One primitive of a graph, applied to values by their numbers: a union, in which the primitive says what the attributes are. */
export type Step<P extends Primitive = Primitive> = {
  readonly [Q in P]: {
    readonly primitive: Q;
    readonly attributes: Attributes<Q>;
    readonly inputs: readonly number[];
    readonly type: Type;
    readonly debug: Debug;
  };
}[P];

/**
 * A program: inputs, then steps in an order in which they can run. Values are numbered through both:
 * `0 … inputs.length − 1` are the inputs. A graph holds structure only; the elements are bound when it runs.
 */
export interface Graph {
  readonly inputs: readonly Type[];
  readonly steps: readonly Step[];
  /** The values to compute. */
  readonly outputs: readonly number[];
  /** For each output, the input whose place it takes: nobody reads that input after the run. `-1` for none. */
  readonly replaces: readonly number[];
}

/** What a run needs: the structure, by which a program that is compiled already is found; the leaves to bind; and, to compile one, the graph. */
export interface Capture {
  readonly structure: Structure;
  /** The given nodes, in the order of the graph's inputs. */
  readonly leaves: readonly Node[];
  /** Every uncomputed node on the way, inputs first. */
  readonly nodes: readonly Node[];
  graph(): Graph;
}

/**
 * Captures the program that computes `roots`. `replaces[i]` is the leaf whose place root `i` takes, or `null`. Every leaf found must have a value: the
 * caller has checked that no version on the way is gone. A caller that has walked to what the roots are built on passes that as `reached`.
 *
 * ```ts
 * import { capture, Node, Storage } from "@chainrule/graph";
 *
 * const x = Node.leaf([2], "float32", Storage.of("float32", Float32Array.of(1, 2)));
 * const { leaves, nodes, graph } = capture([Node.apply("exp", [x], {})]);
 * leaves[0] === x; // => true
 * nodes.map(({ primitive }) => primitive); // => ["exp"]
 * graph().outputs; // => [1]
 * ```
 */
export function capture(
  roots: readonly Node[],
  replaces: readonly (Node | null)[] = [],
  reached: Reach = reach(roots),
): Capture {
  const { given: leaves, open: nodes } = reached;
  let place = 0;
  for (let i = 0; i < leaves.length; i++) leaves[i]!.place = place++;
  for (let i = 0; i < nodes.length; i++) nodes[i]!.place = place++;
  const outputs = roots.map((root) => root.place);
  const taken = roots.map((_, i) => {
    const leaf = replaces[i] ?? null;
    return leaf !== null && leaves[leaf.place] === leaf ? leaf.place : -1;
  });
  const structure = Structure.of(leaves, nodes, outputs, taken);
  return { structure, leaves, nodes, graph: () => structure.graph };
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

/**
 * A graph as text, one step a line.
 *
 * ```ts
 * import { capture, Node, printGraph } from "@chainrule/graph";
 *
 * const range = Node.apply("iota", [], { length: 3, dtype: "int32" });
 * printGraph(capture([range]).graph()).split("\n")[1]; // => "  %0: int32[3] = iota(length=3, dtype=int32)"
 * ```
 */
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
