import type { Node, Storage } from "@chainrule/graph";

/** What is learnt while a step is traced. */
export interface Trace {
  /** Nodes with this number or a larger one were made while tracing: they stand for values that differ from replay to replay. */
  readonly first: number;
  /** The leaves of random keys, with what gives each replay its own. */
  readonly draws: Map<Node, () => Storage>;
}

let current: Trace | null = null;

/** Runs `f`, and fills `trace` with what it does. */
export function tracing<T>(trace: Trace, f: () => T): T {
  const before = current;
  current = trace;
  try {
    return f();
  } finally {
    current = before;
  }
}

/** Whether a step is being traced. */
export function isTracing(): boolean {
  return current !== null;
}

/** Notes a random key that was just drawn. */
export function noteDraw(leaf: Node, next: () => Storage): void {
  current?.draws.set(leaf, next);
}

/** Throws where a step that is being traced wants to read what it computes. */
export function checkUntraced(node: Node): void {
  // The value of a variable is no result of the trace, though its leaf may be first asked for there.
  if (current !== null && node.id >= current.first && node.variable === null) {
    throw new Error(
      "compile: a step cannot read what it computes while it is traced; return the tensor, and read it outside.",
    );
  }
}
