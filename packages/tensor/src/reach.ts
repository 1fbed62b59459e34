import { type Node, walk } from "@chainrule/graph";

/** The uncomputed nodes that `roots` need, themselves included, and what those start from. */
export function ancestors(roots: Iterable<Node>, throughComputed = false): Node[] {
  return walk(roots, (node) => node.value !== null && !throughComputed);
}

/** The leaves among `nodes` whose version was replaced: their values are gone. */
export function goneLeaves(nodes: Iterable<Node>): Set<Node> {
  const gone = new Set<Node>();
  for (const node of nodes) if (node.primitive === null && node.value === null) gone.add(node);
  return gone;
}

/** Those of `nodes` and their ancestors that are built on a leaf of `leaves`. */
export function reaching(
  nodes: Iterable<Node>,
  leaves: ReadonlySet<Node>,
  throughComputed = false,
): Set<Node> {
  const found = new Set<Node>(leaves);
  if (leaves.size === 0) return found;
  // Inputs are older than their users.
  const all = ancestors(nodes, throughComputed).toSorted((a, b) => a.id - b.id);
  for (const node of all) {
    if (node.value !== null && !throughComputed) continue;
    if (node.inputs.some((input) => found.has(input))) found.add(node);
  }
  return found;
}
