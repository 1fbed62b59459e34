import { sortNodes } from "#sort";
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
 *
 * ```ts
 * import { Node, reach, Storage } from "@chainrule/graph";
 *
 * const x = Node.leaf([2], "float32", Storage.of("float32", Float32Array.of(1, 2)));
 * const y = Node.apply("exp", [x], {});
 * const { given, open } = reach([Node.apply("neg", [y], {})]);
 * given[0] === x; // => true
 * open.map(({ primitive }) => primitive); // => ["exp", "neg"]
 * ```
 */
export function reach(roots: readonly Node[], throughComputed = false): Reach {
  const mark = ++walks;
  const given: Node[] = [];
  const open: Node[] = [];
  let youngest = 0;
  for (let i = 0; i < roots.length; i++) youngest = Math.max(youngest, roots[i]!.id);
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
  sortNodes(open, youngest);
  return { given, open };
}

/** A node that a walk is at. */
export interface Visit {
  readonly node: Node;
  /** What the walk goes on to from it. */
  readonly sources: readonly Node[];
  /** How many of the sources are still to come: all, at first. */
  left: number;
}

/**
 * The visits of `root` and all that it leads to, each node once and after its sources: the node's `place` is then that of its visit. Depth first,
 * later sources before earlier ones, and without recursion, so that depth is bounded by memory alone.
 *
 * ```ts
 * import { Node, postorder } from "@chainrule/graph";
 *
 * const range = Node.apply("iota", [], { length: 3, dtype: "int32" });
 * const visits = postorder(Node.apply("neg", [range], {}), (node) => ({
 *   node,
 *   sources: node.inputs,
 *   left: node.inputs.length,
 * }));
 * visits.map(({ node }) => node.primitive); // => ["iota", "neg"]
 * ```
 */
export function postorder<V extends Visit>(root: Node, visit: (node: Node) => V): V[] {
  const mark = ++walks;
  const passed: V[] = [];
  const stack: V[] = [];
  let next: Node | null = root;
  for (;;) {
    if (next !== null) {
      next.mark = mark;
      stack.push(visit(next));
    }
    const top: V = stack[stack.length - 1]!;
    next = null;
    if (top.left > 0) {
      const source = top.sources[--top.left]!;
      if (source.mark !== mark) next = source;
      continue;
    }
    top.node.place = passed.push(top) - 1;
    stack.pop();
    if (stack.length === 0) return passed;
  }
}
