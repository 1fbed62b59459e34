import { type Node, type Reach, reach, type Variable } from "@chainrule/graph";

/** What is known of a node. */
const lost = 1;
const moved = 2;
const needed = 4;

/**
 * What the nodes that a run may compute are built on, found in one walk: versions that are gone, or versions that it replaces. Nodes are known by
 * their `place`, so that a survey holds until the next one, or the next capture.
 */
export class Survey {
  readonly #roots: readonly Node[];
  readonly #reach: Reach;
  readonly #flags: Uint8Array;

  /**
   * Of `roots` and what they need, where the newest versions of `replaced` are going to be replaced. Computed nodes are passed, to what they were
   * computed from, where the survey goes `throughComputed` ones.
   */
  constructor(
    roots: readonly Node[],
    replaced: Pick<ReadonlySet<Variable>, "has">,
    throughComputed: boolean = false,
  ) {
    const reached = reach(roots, throughComputed);
    const { given, open } = reached;
    const flags = new Uint8Array(given.length + open.length);
    let place = 0;
    for (let k = 0; k < given.length; k++) {
      const node = given[k]!;
      if (isGone(node)) flags[place] = lost;
      else if (node.variable !== null && replaced.has(node.variable)) flags[place] = moved;
      node.place = place++;
    }
    for (let k = 0; k < open.length; k++) {
      const { inputs } = open[k]!;
      let flag = 0;
      for (let i = 0; i < inputs.length; i++) flag |= flags[inputs[i]!.place]!;
      flags[place] = flag;
      open[k]!.place = place++;
    }
    this.#roots = roots;
    this.#reach = reached;
    this.#flags = flags;
  }

  /** Whether `node` is built on a version that is gone. */
  isLost(node: Node): boolean {
    return (this.#flags[node.place]! & lost) !== 0;
  }

  /** Whether `node` is built on a version that is replaced. */
  isMoved(node: Node): boolean {
    return (this.#flags[node.place]! & moved) !== 0;
  }

  /** The nodes that are built on a version that is gone. */
  get lost(): Node[] {
    return this.#reach.open.filter((node) => this.isLost(node));
  }

  /** Notes what `roots` need: all that it is, and what is needed for it. */
  need(roots: readonly Node[]): Reach {
    const flags = this.#flags;
    for (const { place } of roots) flags[place]! |= needed;
    // Mostly that is everything.
    if (this.#roots.every((node) => this.isNeeded(node))) return this.#reach;
    const { given, open } = this.#reach;
    for (let k = open.length - 1; k >= 0; k--) {
      const { place, inputs } = open[k]!;
      if ((flags[place]! & needed) === 0) continue;
      for (let i = 0; i < inputs.length; i++) flags[inputs[i]!.place]! |= needed;
    }
    const isNeeded = (node: Node): boolean => this.isNeeded(node);
    return { given: given.filter(isNeeded), open: open.filter(isNeeded) };
  }

  /** Whether what was noted needs `node`. */
  isNeeded(node: Node): boolean {
    return (this.#flags[node.place]! & needed) !== 0;
  }
}

/** Whether `node` is a version that was replaced: its value is gone. */
export function isGone(node: Node): boolean {
  return node.primitive === null && node.value === null;
}
