import { checkOneOf, type Debug, type Node } from "@chainrule/graph";
import { ancestry, literalOf } from "./ancestry.ts";

/** How closely to look: at the operations that the user called, or at the primitives they are made of. */
export type Detail = "operations" | "primitives";

/** Throws unless there is such a detail. */
export function checkDetail(name: string, detail: Detail): void {
  checkOneOf(name, "the detail", detail, ["operations", "primitives"]);
}

/** A node that is shown, and what it is shown to be made of. */
export interface Entry {
  readonly node: Node;
  /** Shown nodes, and numbers that stand in the program, each once unless it is a direct input. */
  readonly inputs: readonly Node[];
}

/**
 * What the primitives of one call of an operation share: the object that said what was going on when they were built. On the way back, that of the
 * operation they are the gradient of. Nothing where the user called the primitive itself.
 */
function operationOf({ debug }: Node): Debug | null {
  const { forward } = debug;
  const own = forward === undefined || forward.operation === "" ? debug : forward;
  return own.operation === "" ? null : (own.call ?? own);
}

/** The inputs of `node`, with those that are hidden replaced by theirs. */
function seen(node: Node, hidden: ReadonlySet<Node>): Node[] {
  if (!node.inputs.some((input) => hidden.has(input))) return [...node.inputs];
  const [found, opened] = [new Set<Node>(), new Set<Node>()];
  const stack = node.inputs.toReversed();
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    if (!hidden.has(one)) {
      // The numbers in a formula say little without it.
      if (literalOf(one) === undefined) found.add(one);
    } else if (!opened.has(one)) {
      opened.add(one);
      stack.push(...one.inputs.toReversed());
    }
  }
  return [...found];
}

/**
 * The nodes that lead to `roots`, inputs first. Of an operation's primitives only those are kept whose values leave it (not counting its own gradient), unless
 * all are asked for. Numbers that stand in the program are no entries of their own.
 */
export function outline(roots: readonly Node[], detail: Detail): Entry[] {
  const nodes = ancestry(roots);
  const kept = new Set(roots);
  const hidden = new Set<Node>();
  if (detail === "operations") {
    const inner = new Map<Node, boolean>();
    for (const node of nodes) {
      const own = operationOf(node);
      for (const input of node.inputs) {
        const same = own !== null && own === operationOf(input);
        inner.set(input, same && inner.get(input) !== false);
      }
    }
    for (const [node, only] of inner) {
      if (only && node.primitive !== null && !kept.has(node)) hidden.add(node);
    }
  }
  return nodes
    .filter((node) => !hidden.has(node) && (kept.has(node) || literalOf(node) === undefined))
    .map((node) => ({ node, inputs: seen(node, hidden) }));
}

/** The same entries, in the order in which the roots need them: it depends on the graph alone, and not on when its nodes were built. */
export function inOrderOfNeed(entries: readonly Entry[], roots: readonly Node[]): Entry[] {
  const byNode = new Map(entries.map((entry) => [entry.node, entry]));
  const [open, done] = [new Set<Node>(), new Set<Node>()];
  const stack = roots.toReversed();
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    const entry = byNode.get(node);
    if (entry === undefined || done.has(node)) {
      stack.pop();
    } else if (open.has(node)) {
      stack.pop();
      done.add(node);
    } else {
      open.add(node);
      stack.push(...entry.inputs.toReversed());
    }
  }
  return [...done].map((node) => byNode.get(node)!);
}
