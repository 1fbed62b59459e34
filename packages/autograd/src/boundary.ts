import type { Node } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";

/** What the walk does at a node instead of asking the rule of its primitive. */
export interface Boundary {
  /** The nodes whose gradients `backward` gives. Called once a walk, before `backward`. */
  sources(): readonly Node[];
  /** The gradients of `sources`, for the gradient `g` of the node. */
  backward(g: Tensor, sources: readonly Node[]): readonly (Tensor | null)[];
}

/** Held by the node, so that it goes when the node goes. */
const boundaries = new WeakMap<Node, Boundary>();

/** Makes the walk ask `boundary` at `node`, which is an `identity` that the compiler keeps. */
export function setBoundary(node: Node, boundary: Boundary): void {
  boundaries.set(node, boundary);
}

/** The boundary at `node`. A node that forgot its inputs has forgotten what its boundary holds, too. */
export function boundaryOf(node: Node): Boundary | undefined {
  if (node.primitive !== "identity") return undefined;
  if (node.forgotten) boundaries.delete(node);
  return boundaries.get(node);
}
