import type { Node } from "../node.ts";

/** Sorts nodes by their ids, in place, so that inputs come before users. */
export function sortNodes(nodes: Node[], _youngest: number): void {
  nodes.sort((a, b) => a.id - b.id);
}
