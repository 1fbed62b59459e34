import type { Node } from "./node.ts";

/** Nodes whose ids are further apart than this were not built together. */
const window = 2 ** 14;

/** The open nodes of a walk, by how much older they are than the youngest; `null` between walks. */
const slots: (Node | null)[] = [];

/**
 * Sorts nodes by their ids, in place, so that inputs come before users. Nodes that were built together, as those of a step, have ids close to that of the
 * `youngest`: each goes to a slot of its own, which takes less time than comparing. Older ones, few as a rule, are compared.
 */
export function sortNodes(nodes: Node[], youngest: number): void {
  let furthest = -1;
  let count = 0;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const slot = youngest - node.id;
    if (slot >= window) {
      nodes[count++] = node;
      continue;
    }
    while (slots.length <= slot) slots.push(null);
    slots[slot] = node;
    if (slot > furthest) furthest = slot;
  }
  if (count > 1) {
    nodes
      .slice(0, count)
      .sort((a, b) => a.id - b.id)
      .forEach((node, i) => (nodes[i] = node));
  }
  for (let slot = furthest; slot >= 0; slot--) {
    const node = slots[slot]!;
    if (node === null) continue;
    nodes[count++] = node;
    slots[slot] = null;
  }
}
