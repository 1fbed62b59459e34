import type { Node } from "./node.ts";

let walks = 0;

/**
 * `roots` and all that they are built on, each once, in no particular order; what `isEnd` says true of is met but not passed. Walks mark the nodes
 * they meet, which is much cheaper than a set of them: a training step walks its graph several times.
 */
export function walk(roots: Iterable<Node>, isEnd: (node: Node) => boolean): Node[] {
  const mark = ++walks;
  const nodes: Node[] = [];
  for (const root of roots) {
    if (root.mark === mark) continue;
    root.mark = mark;
    nodes.push(root);
  }
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    if (isEnd(node)) continue;
    for (const input of node.inputs) {
      if (input.mark === mark) continue;
      input.mark = mark;
      nodes.push(input);
    }
  }
  return nodes;
}

/** Whether the last walk met `node`. */
export function wasMet(node: Node): boolean {
  return node.mark === walks;
}
