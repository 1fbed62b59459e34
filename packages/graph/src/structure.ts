import type { Graph, Step } from "./graph.ts";
import type { Node } from "./node.ts";
import { sameShape, sizeOf } from "./shape.ts";
import { sameType } from "./type.ts";
import { watching } from "./watch.ts";

/** What a value of a graph is computed by: a step, or a node that becomes one. */
type Operation<Input> = Pick<Step, "primitive" | "attributes" | "debug"> & {
  readonly inputs: readonly Input[];
};

/** Whether the attributes of two nodes of one primitive are equal. Records of both have the same names then, so those of one are enough. */
function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!sameValue(a[i], b[i])) return false;
    return true;
  }
  for (const name in a) if (!sameValue(a[name as never], b[name as never])) return false;
  return true;
}

/** Whether the others are the same steps. `numberOf` gives the number, in the graph, of an input of theirs. */
function sameSteps<Input>(
  steps: readonly Step[],
  others: readonly Operation<Input>[],
  numberOf: (input: Input) => number,
): boolean {
  if (steps.length !== others.length) return false;
  const watch = watching();
  for (let i = 0; i < steps.length; i++) {
    const [step, other] = [steps[i]!, others[i]!];
    const { inputs } = other;
    if (step.primitive !== other.primitive || step.inputs.length !== inputs.length) return false;
    for (let k = 0; k < inputs.length; k++) {
      if (step.inputs[k] !== numberOf(inputs[k]!)) return false;
    }
    if (!sameValue(step.attributes, other.attributes)) return false;
    if (watch !== null && !watch.sameOrigin(step.debug, other.debug)) return false;
  }
  return true;
}

/** Whether all but the steps is the same: the types of inputs, the values to compute, and what they replace. */
function sameEnds(a: Graph, b: Pick<Graph, "inputs" | "outputs" | "replaces">): boolean {
  if (a.inputs.length !== b.inputs.length) return false;
  for (let i = 0; i < a.inputs.length; i++) {
    if (!sameType(a.inputs[i]!, b.inputs[i]!)) return false;
  }
  return sameShape(a.outputs, b.outputs) && sameShape(a.replaces, b.replaces);
}

/** The step of a node that is numbered, as are its inputs. */
function stepOf({ primitive, attributes, inputs, shape, dtype, debug }: Node): Step {
  const from = inputs.map(({ place }) => place);
  // A node was made of a primitive with attributes of its own.
  return { primitive, attributes, inputs: from, type: { shape, dtype }, debug } as Step;
}

/** The structure that was asked for last: the next one is mostly the same, since training does one step again and again. */
let latest: Structure | undefined;

/**
 * The structure of a graph: those of two are equal where the graphs are, but for the numbers that their leaves hold.
 *
 * ```ts
 * import { capture, Node, Storage } from "@chainrule/graph";
 *
 * const doubled = (x: number): Node => {
 *   const leaf = Node.leaf([], "float32", Storage.of("float32", Float32Array.of(x)));
 *   return Node.apply("add", [leaf, leaf], {});
 * };
 * capture([doubled(1)]).structure.equals(capture([doubled(2)]).structure); // => true
 * ```
 */
export class Structure {
  /** A graph of this structure. */
  readonly graph: Graph;
  /** How many elements all inputs have: most other graphs are told by it. */
  readonly #size: number;

  private constructor(graph: Graph) {
    this.graph = graph;
    this.#size = graph.inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  }

  /** The structure of a graph whose values are numbered by `place`, leaves first: that of the graph before, where it is the same. */
  static of(
    leaves: readonly Node[],
    nodes: readonly Node[],
    outputs: readonly number[],
    replaces: readonly number[],
  ): Structure {
    const known = latest?.graph;
    if (
      known === undefined ||
      !sameEnds(known, { inputs: leaves, outputs, replaces }) ||
      !sameSteps(known.steps, nodes as readonly Operation<Node>[], ({ place }) => place)
    ) {
      latest = new Structure({
        inputs: leaves.map(({ shape, dtype }) => ({ shape, dtype })),
        steps: nodes.map(stepOf),
        outputs,
        replaces,
      });
    }
    return latest!;
  }

  /** Whether the graphs of both are equal: steps, types, outputs, and what they replace. */
  equals(other: Structure): boolean {
    if (this === other) return true;
    if (this.#size !== other.#size) return false;
    const [own, others] = [this.graph, other.graph];
    return sameEnds(own, others) && sameSteps(own.steps, others.steps, (input) => input);
  }
}
