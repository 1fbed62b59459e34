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
export function reach(roots: Iterable<Node>, throughComputed = false): Reach {
  const mark = ++walks;
  const given: Node[] = [];
  const open: Node[] = [];
  const queue: Node[] = [];
  for (const root of roots) {
    if (root.mark === mark) continue;
    root.mark = mark;
    queue.push(root);
  }
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i]!;
    if (node.primitive === null || (node.value !== null && !throughComputed)) {
      given.push(node);
      continue;
    }
    open.push(node);
    const { inputs } = node;
    for (let k = 0; k < inputs.length; k++) {
      const input = inputs[k]!;
      if (input.mark === mark) continue;
      input.mark = mark;
      queue.push(input);
    }
  }
  return { given, open: inOrder(open) };
}

/** Nodes by their ids, so that inputs come before users. What was built together has ids so close that each can have a slot of its own. */
function inOrder(nodes: Node[]): Node[] {
  let [first, last] = [Infinity, -1];
  for (const { id } of nodes) {
    if (id < first) first = id;
    if (id > last) last = id;
  }
  if (last - first > 8 * nodes.length) return nodes.sort((a, b) => a.id - b.id);
  const slots: (Node | undefined)[] = [];
  for (let id = first; id <= last; id++) slots.push(undefined);
  for (const node of nodes) slots[node.id - first] = node;
  let count = 0;
  for (const node of slots) if (node !== undefined) nodes[count++] = node;
  return nodes;
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
