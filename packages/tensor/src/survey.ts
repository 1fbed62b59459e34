import { type Node, type Reach, reach, type Variable } from "@chainrule/graph";

/** What is known of a node, as bits: see `isLost`, `becomesStale` and `isNeeded`. */
const lost = 1;
const stale = 2;
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
   * Surveys `roots` and what they are built on, for a run that replaces the newest versions of the variables `replaced`. It stops at computed nodes, which are
   * given, unless it is to go `throughComputed` ones to what they were computed from.
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
      else if (node.variable !== null && replaced.has(node.variable)) flags[place] = stale;
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

  /** Whether `node` is built on a version that is gone: it cannot be computed any more. */
  isLost(node: Node): boolean {
    return (this.#flags[node.place]! & lost) !== 0;
  }

  /** Whether `node` is built on a version that the run replaces: afterwards it could not be computed any more. */
  becomesStale(node: Node): boolean {
    return (this.#flags[node.place]! & stale) !== 0;
  }

  /** The nodes that are built on a version that is gone. */
  get lost(): Node[] {
    return this.#reach.open.filter((node) => this.isLost(node));
  }

  /** Notes that `roots` are needed, and all that they are built on, which it returns. */
  need(roots: readonly Node[]): Reach {
    const flags = this.#flags;
    const isNeeded = (node: Node): boolean => this.isNeeded(node);
    for (const { place } of roots) flags[place]! |= needed;
    // As a rule that is everything.
    if (this.#roots.every(isNeeded)) return this.#reach;
    const { given, open } = this.#reach;
    for (let k = open.length - 1; k >= 0; k--) {
      const { place, inputs } = open[k]!;
      if ((flags[place]! & needed) === 0) continue;
      for (let i = 0; i < inputs.length; i++) flags[inputs[i]!.place]! |= needed;
    }
    return { given: given.filter(isNeeded), open: open.filter(isNeeded) };
  }

  /** Whether `node` is needed for what `need` was told of. */
  isNeeded(node: Node): boolean {
    return (this.#flags[node.place]! & needed) !== 0;
  }
}

/** Whether `node` is a version that was replaced: its value is gone. */
export function isGone(node: Node): boolean {
  return node.primitive === null && node.value === null;
}
