import type { Node } from "./node.ts";

let walks = 0;

/** What some nodes are built on. */
export interface Reach {
  /** Values that are given: leaves and what was computed before, as they are met. */
  readonly given: readonly Node[];
  /** The others, inputs before users. */
  readonly open: readonly Node[];
}

/**
 * `roots` and all that they are built on, each once; what is behind a computed node is left out, unless the walk is to go
 * `throughComputed` ones. Marks the nodes it meets, which is much cheaper than a set of them.
 */
export function reach(roots: readonly Node[], throughComputed = false): Reach {
  const mark = ++walks;
  const given: Node[] = [];
  const open: Node[] = [];
  // The open nodes are also the queue.
  for (let i = -1; i < open.length; i++) {
    const next = i < 0 ? roots : open[i]!.inputs;
    for (let k = 0; k < next.length; k++) {
      const node = next[k]!;
      if (node.mark === mark) continue;
      node.mark = mark;
      const isGiven = node.primitive === null || (node.value !== null && !throughComputed);
      (isGiven ? given : open).push(node);
    }
  }
  return { given, open: inOrder(open) };
}

/** For each id from some first one on, one more than the index of its node; 0 between sorts. */
let slots = new Int32Array(1024);

/** Nodes by their ids, so that inputs come before users. What was built together has ids so close that each can have a slot of its own. */
function inOrder(nodes: Node[]): Node[] {
  let [first, last] = [Infinity, -1];
  for (const { id } of nodes) {
    if (id < first) first = id;
    if (id > last) last = id;
  }
  const span = last - first + 1;
  if (span > 8 * nodes.length) return nodes.sort((a, b) => a.id - b.id);
  if (span > slots.length) slots = new Int32Array(2 * span);
  for (let i = 0; i < nodes.length; i++) slots[nodes[i]!.id - first] = i + 1;
  const sorted = [...nodes];
  let count = 0;
  for (let slot = 0; slot < span; slot++) {
    const index = slots[slot]!;
    if (index === 0) continue;
    sorted[count++] = nodes[index - 1]!;
    slots[slot] = 0;
  }
  return sorted;
}

/** A node, and what a walk went on to from it. */
export interface Passed {
  readonly node: Node;
  readonly sources: readonly Node[];
}

/**
 * `root` and all that `sources` leads to from it, each once and after its own sources, which is its `place` then. Depth first, later
 * sources before earlier ones, and without recursion, so that depth is bounded by memory alone.
 */
export function postorder(root: Node, sources: (node: Node) => readonly Node[]): Passed[] {
  const mark = ++walks;
  const passed: Passed[] = [];
  const stack: Passed[] = [];
  /** For each node of the stack, how many of its sources are still to come. */
  const left: number[] = [];
  const open = (node: Node): void => {
    node.mark = mark;
    const next = { node, sources: sources(node) };
    stack.push(next);
    left.push(next.sources.length);
  };
  open(root);
  while (stack.length > 0) {
    const top = stack.length - 1;
    const one = stack[top]!;
    if (left[top] === 0) {
      stack.pop();
      left.pop();
      one.node.place = passed.push(one) - 1;
      continue;
    }
    const source = one.sources[--left[top]!]!;
    if (source.mark !== mark) open(source);
  }
  return passed;
}
