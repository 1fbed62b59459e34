import type { Marker, Node } from "@chainrule/graph";
import { primitive, type Tensor } from "@chainrule/tensor";

/** What the walk does at a node instead of asking the rule of its primitive. */
export interface Boundary {
  /** The nodes whose gradients `backward` gives. Asked once a walk. */
  sources(node: Node): readonly Node[];
  /** The gradients of `sources`, for the gradient `g` of `node`. */
  backward(g: Tensor, sources: readonly Node[], node: Node): readonly (Tensor | null)[];
  /** The boundary in a copy of the graph, where `to` gives a node's copy. */
  moved(to: (node: Node) => Node): Boundary;
}

/** Known to every copy of the package: one that did not find another's boundaries would give gradients that are wrong. */
const held: symbol = Symbol.for("@chainrule/autograd");

/**
 * The node that the boundary's `identity` is applied to, which is made for this and nothing else, and holds the boundary: when a computed boundary forgets
 * its input, what the boundary holds goes too.
 */
interface Holder {
  [held: symbol]: Boundary | undefined;
}

function holder(node: Node): Holder {
  return node as unknown as Holder;
}

/** `x` behind an `identity` that the compiler keeps, where the walk asks `boundary`. */
export function withBoundary(x: Tensor, marker: Marker, boundary: Boundary): Tensor {
  const key = view(x);
  holder(key.node)[held] = boundary;
  return primitive("identity", [key], { marker });
}

/** The boundary at `node`, if there is one. */
export function boundaryOf(node: Node): Boundary | undefined {
  if (node.primitive !== "identity") return undefined;
  const [key] = node.inputs;
  return key && holder(key)[held];
}

/** Gives the copy of a node the boundary of the node, if it has one. */
export function moveBoundary(node: Node, copy: Node, to: (node: Node) => Node): void {
  const boundary = boundaryOf(node);
  if (boundary !== undefined) holder(copy.inputs[0]!)[held] = boundary.moved(to);
}

/** The same value as a node of its own, so that it can be told from other uses of `x`. */
export function view(x: Tensor): Tensor {
  return primitive("reshape", [x], { shape: x.shape });
}
