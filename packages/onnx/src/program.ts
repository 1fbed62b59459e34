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
  readonly results: readonly Node[];
  readonly arguments: readonly Node[];
}

/** Nodes in an order that depends on nothing but what they compute, and the places of their inputs and of the results. */
interface Ordered {
  readonly nodes: readonly Node[];
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly number[];
}

function ordered({ results }: Built): Ordered {
  const places = new Map<Node, number>();
  for (const root of results) {
    const visits = postorder(root, (node) => {
      const sources = node.value === null && !places.has(node) ? node.inputs : [];
      return { node, sources, left: sources.length };
    });
    for (const { node } of visits) if (!places.has(node)) places.set(node, places.size);
  }
  const nodes = [...places.keys()];
  const placesOf = (all: readonly Node[]): number[] => all.map((node) => places.get(node)!);
  const inputs = nodes.map((node) => (node.value === null ? placesOf(node.inputs) : []));
  return { nodes, inputs, outputs: placesOf(results) };
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
    if (primitive !== null && node.value === null) {
      const attributes = unify(alike.map((one) => one.attributes));
      return { primitive, attributes, inputs: inputs[i], type, debug } as Step;
    }
    const argument = calls[0]!.arguments.indexOf(node);
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

/**
 * Which values have to be written, by place; and which elements of integers are known without a run: those that starts of slices are made of.
 */
export function survey({ values, outputs }: Program): {
  readonly needed: ReadonlySet<number>;
  readonly known: readonly (readonly Length[] | null)[];
} {
  const known: (readonly Length[] | null)[] = [];
  for (const value of values) known.push(knownElements(value, known));
  const needed = new Set(outputs);
  for (let place = values.length - 1; place >= 0; place--) {
    const value = values[place]!;
    if (!needed.has(place) || value.primitive === null) continue;
    const starts = value.primitive === "slice" || value.primitive === "pad";
    value.inputs.forEach((input, i) => {
      if (!(starts && i === 1 && known[input])) needed.add(input);
    });
  }
  return { needed, known };
}

/** The elements of a value that is made of known ones. A list that is joined has one axis, since one of more would be out of order. */
function knownElements(
  value: Leaf | Step,
  before: readonly (readonly Length[] | null)[],
): readonly Length[] | null {
  if (value.type.dtype !== "int32") return null;
  switch (value.primitive) {
    case null:
      return value.argument < 0 ? [...value.elements] : null;
    case "constant":
      return [value.attributes.value];
    case "reshape":
      return before[value.inputs[0]!]!;
    case "concatenate": {
      if (value.type.shape.length !== 1) return null;
      const parts: (readonly Length[])[] = [];
      for (const input of value.inputs) {
        const part = before[input];
        if (!part) return null;
        parts.push(part);
      }
      return parts.flat();
    }
    default:
      return null;
  }
}
