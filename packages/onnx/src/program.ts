import {
  type Attributes,
  type Debug,
  type Node,
  postorder,
  type Primitive,
  type Type,
  type TypedArray,
} from "@chainrule/graph";
import { type Length, type Lengths, unify } from "./length.ts";

/** A value that the program is given: at each run as an argument, or once. */
export interface Leaf {
  readonly primitive: null;
  readonly type: Lengths<Type>;
  /** The place of the argument; -1 for none. */
  readonly argument: number;
  /** Of a parameter or state. */
  readonly name: string;
  /** Those of what is no argument; they may be lengths, as the starts of slices. */
  readonly elements: TypedArray | readonly Length[];
}

/** One primitive of a program, for batches of any size. */
export type Step<P extends Primitive = Primitive> = {
  readonly [Q in P]: {
    readonly primitive: Q;
    readonly attributes: Lengths<Attributes<Q>>;
    readonly inputs: readonly number[];
    readonly type: Lengths<Type>;
    readonly debug: Debug;
  };
}[P];

/** What a function computes, for batches of any size. Values are called by their places. */
export interface Program {
  readonly values: readonly (Leaf | Step)[];
  readonly outputs: readonly number[];
}

/** What one call of the function built: its results from its arguments. */
export interface Built {
  /** What was there before the call is older. */
  readonly start: Node;
  readonly arguments: readonly Node[];
  readonly results: readonly Node[];
}

/** Nodes in an order that depends on nothing but what they compute, and the places of their inputs and of the results. */
interface Ordered {
  readonly nodes: readonly Node[];
  /** Nothing for what is given. */
  readonly inputs: readonly (readonly number[] | null)[];
  readonly outputs: readonly number[];
}

function ordered({ start, results }: Built): Ordered {
  /** A leaf, or what was computed before the call. What the function itself read is a step all the same: with other arguments it is something else. */
  const isGiven = (node: Node): boolean => {
    const { primitive, value, variable } = node;
    if (node.id < start.id) return primitive === null || value !== null;
    if (node.forgotten || (primitive === null && variable === null && node.given === null)) {
      throw new Error(
        "toOnnx: the function must not detach what is computed already: it would be a constant. Detach it outside.",
      );
    }
    return primitive === null;
  };
  const places = new Map<Node, number>();
  for (const root of results) {
    const visits = postorder(root, (node) => {
      const sources = isGiven(node) || places.has(node) ? [] : node.inputs;
      return { node, sources, left: sources.length };
    });
    for (const { node } of visits) if (!places.has(node)) places.set(node, places.size);
  }
  const nodes = [...places.keys()];
  const placesOf = (all: readonly Node[]): number[] => all.map((node) => places.get(node)!);
  return {
    nodes,
    inputs: nodes.map((node) => (isGiven(node) ? null : placesOf(node.inputs))),
    outputs: placesOf(results),
  };
}

/** The program that was built for batches of every size. Throws where programs differ in more than lengths. */
export function programOf(calls: readonly Built[]): Program {
  const all = calls.map(ordered);
  const [{ nodes, inputs, outputs }] = all as [Ordered];
  const structure = (one: Ordered): string =>
    JSON.stringify([one.nodes.map(({ primitive }) => primitive), one.inputs, one.outputs]);
  if (all.some((one) => structure(one) !== structure(all[0]!))) {
    throw new Error("toOnnx: the function must do the same for batches of every size.");
  }
  const values = nodes.map((node, i): Leaf | Step => {
    const alike = all.map((one) => one.nodes[i]!);
    const type = unify(alike.map(({ shape, dtype }) => ({ shape, dtype })));
    const { primitive, debug, variable } = node;
    if (inputs[i]) {
      const attributes = unify(alike.map((one) => one.attributes));
      return { primitive, attributes, inputs: inputs[i], type, debug } as Step;
    }
    // A detached argument is another leaf of the same elements.
    const argument = calls[0]!.arguments.findIndex(({ value }) => value === node.value);
    const elements = argument < 0 ? elementsOf(alike) : [];
    return { primitive: null, type, argument, name: variable?.name ?? "", elements };
  });
  return { values, outputs };
}

/** The elements of the same leaf in each program. */
function elementsOf(leaves: readonly Node[]): Leaf["elements"] {
  const all = leaves.map(({ value, variable }) => {
    if (value !== null) return value.data();
    throw new Error(
      `toOnnx: the function uses a value of ${variable?.name ?? "a tensor"} that has been replaced.`,
    );
  });
  const [first] = all as [TypedArray];
  const same = all.every(
    (data) => data === first || data.every((element, i) => Object.is(element, first[i])),
  );
  return same ? first : unify(all.map((data) => [...data]));
}

/** Which values have to be written, by place; and the starts of slices that are known without a run, which need not be. */
export function survey({ values, outputs }: Program): {
  readonly needed: ReadonlySet<number>;
  readonly starts: ReadonlyMap<number, readonly Length[]>;
} {
  const needed = new Set(outputs);
  const starts = new Map<number, readonly Length[]>();
  for (let place = values.length - 1; place >= 0; place--) {
    const value = values[place]!;
    if (!needed.has(place) || value.primitive === null) continue;
    const slices = value.primitive === "slice" || value.primitive === "pad";
    value.inputs.forEach((input, i) => {
      const known = slices && i === 1 ? knownElements(values, input) : null;
      if (known) starts.set(input, known);
      else needed.add(input);
    });
  }
  return { needed, starts };
}

/** The elements of a list, or of a number, that was given or is joined of such. */
function knownElements(values: Program["values"], place: number): readonly Length[] | null {
  const value = values[place]!;
  switch (value.primitive) {
    case null:
      return value.argument < 0 ? [...value.elements] : null;
    case "constant":
      return [value.attributes.value];
    case "reshape":
      return knownElements(values, value.inputs[0]!);
    case "concatenate": {
      const parts: (readonly Length[])[] = [];
      for (const input of value.inputs) {
        const part = knownElements(values, input);
        if (part === null) return null;
        parts.push(part);
      }
      return parts.flat();
    }
    default:
      return null;
  }
}
