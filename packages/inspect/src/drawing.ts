import {
  checkCopy,
  checkNames,
  type DType,
  kindOf,
  type Node,
  type Primitive,
  printShape,
  type Shape,
} from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";
import { ancestry, givenName, literalOf, nodeOf, stepName } from "./ancestry.ts";
import { checkDetail, type Detail, inOrderOfNeed, outline } from "./outline.ts";
import { levelsOf } from "./module-path.ts";
import { digits } from "./quantity.ts";

/** What to draw: a tensor, a list, or a record, whose names stand in the drawing. */
export type Drawn = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor };

/** Options of {@link toMermaid}, {@link toDot} and {@link toJSON}. */
export interface DrawOptions {
  /** Whether to draw the operations called (the default), or all primitives that they are made of. */
  readonly detail?: Detail;
}

/** A box of a drawing. */
export interface Box {
  /** `n0`, `n1`, …, in the order in which the results need them. */
  readonly id: string;
  /** A parameter or state is a `variable`. */
  readonly kind: "variable" | "given" | "step";
  /** A name, or what the step is. */
  readonly label: string;
  readonly node: Node;
  readonly shape: Shape;
  readonly dtype: DType;
  /** `null` for what is no step, or an operation made of several. */
  readonly primitive: Primitive | null;
  /** The primitive's. */
  readonly attributes: object;
  /** The boxes that it is applied to, by id, and numbers that stand in the program. */
  readonly inputs: readonly (string | number)[];
  /** The innermost frame that it stands in. */
  readonly frame: Frame | null;
  /** The names of the drawn tensors that this is. */
  readonly outputs: readonly string[];
}

/** A module, drawn around what it built. */
export interface Frame {
  /** `m0`, `m1`, …, in the order in which they are first met. */
  readonly id: string;
  readonly label: string;
  readonly frames: Frame[];
  readonly boxes: Box[];
}

/** A graph, ready to be written. */
export interface Drawing {
  /** In the order of their ids. */
  readonly boxes: readonly Box[];
  readonly frames: readonly Frame[];
}

function named(name: string, drawn: Drawn): [name: string, node: Node][] {
  checkCopy(drawn, () => Tensor);
  const entries: [string, Tensor][] =
    drawn instanceof Tensor
      ? [["", drawn]]
      : Object.entries((drawn ?? {}) as Readonly<Record<string, Tensor>>);
  const list = Array.isArray(drawn);
  if (entries.length === 0) throw new TypeError(`${name}: needs a tensor to draw; got none.`);
  return entries.map(([key, one]) => {
    if (!(one instanceof Tensor)) {
      checkCopy(one, () => Tensor);
      throw new TypeError(`${name}: needs tensors; got ${kindOf(one)}.`);
    }
    return [list ? "" : key, nodeOf(one)];
  });
}

function kindOfNode(node: Node): Box["kind"] {
  if (node.variable !== null) return "variable";
  return node.primitive === null || node.forgotten ? "given" : "step";
}

/** What stands in a box: the step, with the numbers it is applied to, then dtype and shape. */
export function captionOf({
  label,
  inputs,
  outputs,
  dtype,
  shape,
}: Box): [what: string, type: string] {
  const numbers = inputs.some((input) => typeof input === "number");
  const applied = numbers
    ? `${label}(${inputs.map((input) => (typeof input === "number" ? digits(input) : "·")).join(", ")})`
    : label;
  const names = outputs.filter((name) => name !== "");
  return [[...names, applied].join(" = "), dtype + printShape(shape)];
}

/** The arrows of a drawing, each once. */
export function arrowsOf({ boxes }: Drawing): [from: string, to: string][] {
  return boxes.flatMap(({ id, inputs }) =>
    [...new Set(inputs)].flatMap((input): [string, string][] =>
      typeof input === "number" ? [] : [[input, id]],
    ),
  );
}

/** The node that first uses each one: what is given stands where it is used. */
function firstUsers(nodes: readonly Node[]): Map<Node, Node> {
  const users = new Map<Node, Node>();
  for (const node of nodes) {
    if (node.debug.forward !== undefined) continue;
    for (const input of node.inputs) if (!users.has(input)) users.set(input, node);
  }
  return users;
}

/** The graph that leads to tensors, laid out in boxes and frames with ids that depend on its structure alone. */
export function drawingOf(name: string, drawn: Drawn, options: DrawOptions): Drawing {
  checkNames(name, options, { detail: 0 });
  const { detail = "operations" } = options;
  checkDetail(name, detail);
  const roots = named(name, drawn);
  const nodes = roots.map(([, node]) => node);
  const entries = inOrderOfNeed(outline(nodes, detail), nodes);
  const users = firstUsers(ancestry(nodes));
  const ids = new Map(entries.map(({ node }, i) => [node, `n${i}`]));
  const frames: Frame[] = [];
  let count = 0;

  const frameOf = (path: readonly string[]): Frame | null => {
    let [inside, found]: [Frame[], Frame | null] = [frames, null];
    for (const label of path) {
      let next: Frame | undefined = inside.find((frame) => frame.label === label);
      if (next === undefined) {
        next = { id: `m${count++}`, label, frames: [], boxes: [] };
        inside.push(next);
      }
      [inside, found] = [next.frames, next];
    }
    return found;
  };

  const boxes = entries.map(({ node, inputs }): Box => {
    const kind = kindOfNode(node);
    const place = kind === "variable" ? (users.get(node) ?? node) : node;
    const frame = kind === "given" ? null : frameOf(levelsOf(place.debug));
    const label = kind === "step" ? stepName(node, detail) : givenName(node);
    const isPrimitive = detail === "primitives" || label === node.primitive;
    const box: Box = {
      id: ids.get(node)!,
      kind,
      label,
      node,
      shape: node.shape,
      dtype: node.dtype,
      primitive: kind === "step" && isPrimitive ? node.primitive : null,
      attributes: isPrimitive ? node.attributes : {},
      inputs: inputs.map((input) => ids.get(input) ?? literalOf(input)!),
      frame,
      outputs: roots.flatMap(([key, root]) => (root === node ? [key] : [])),
    };
    frame?.boxes.push(box);
    return box;
  });
  return { boxes, frames };
}
