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
  readonly #given: readonly Node[];
  readonly #open: readonly Node[];
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
    const { given, open } = reach(roots, throughComputed);
    const flags = new Uint8Array(given.length + open.length);
    let place = 0;
    for (const node of given) {
      if (isGone(node)) flags[place] = lost;
      else if (node.variable !== null && replaced.has(node.variable)) flags[place] = moved;
      node.place = place++;
    }
    for (const node of open) {
      const { inputs } = node;
      let flag = 0;
      for (let i = 0; i < inputs.length; i++) flag |= flags[inputs[i]!.place]!;
      flags[place] = flag;
      node.place = place++;
    }
    this.#given = given;
    this.#open = open;
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
    return this.#open.filter((node) => this.isLost(node));
  }

  /** Notes what `roots` need. */
  need(roots: readonly Node[]): void {
    const flags = this.#flags;
    for (const { place } of roots) flags[place]! |= needed;
    for (let k = this.#open.length - 1; k >= 0; k--) {
      const { place, inputs } = this.#open[k]!;
      if ((flags[place]! & needed) === 0) continue;
      for (let i = 0; i < inputs.length; i++) flags[inputs[i]!.place]! |= needed;
    }
  }

  /** Whether what was noted needs `node`. */
  isNeeded(node: Node): boolean {
    return (this.#flags[node.place]! & needed) !== 0;
  }

  /** All that was noted, and what it needs. */
  get needed(): Reach {
    const isNeeded = (node: Node): boolean => this.isNeeded(node);
    return { given: this.#given.filter(isNeeded), open: this.#open.filter(isNeeded) };
  }
}

/** Whether `node` is a version that was replaced: its value is gone. */
export function isGone(node: Node): boolean {
  return node.primitive === null && node.value === null;
}
