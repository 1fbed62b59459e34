import { Node, Storage } from "@chainrule/graph";

/** What is learnt while a step is traced. */
export interface Trace {
  /** Throws where the step wants to read what it computes, or to make a variable of it. */
  readonly checkRead: (node: Node, forVariable: boolean) => void;
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

/** Throws what `refusal` gives where a node is read, or (`forVariable`) made a variable, that was built after `start`. */
export function refuseReads(
  start: Node,
  refusal: (forVariable: boolean) => Error,
): Trace["checkRead"] {
  return (node, forVariable) => {
    // What is given has its value, and that of a variable is no result of the trace, though its leaf may be first asked for there.
    if (node.id < start.id || node.given !== null || node.variable?.leaf === node) return;
    throw refusal(forVariable);
  };
}

/** A node of nothing, which is older than what is built from now on. */
export function beginning(): Node {
  return Node.leaf([0], "bool", Storage.empty("bool", 0));
}

/**
 * Runs `f`, and throws what `refusal` gives where `f` reads what it has built, or (`forVariable`) makes a variable of it. For transformations that call a
 * function on tensors that stand for others, to see what it builds.
 *
 * ```ts
 * import { tensor, withoutReads } from "@chainrule/tensor";
 *
 * const x = tensor([1, 2]);
 * const refusal = () => new Error("sketch: nothing may be read");
 * withoutReads(() => x.toArray(), refusal); // => [1, 2]
 * withoutReads(() => x.mul(2).toArray(), refusal); // throws sketch: nothing may be read
 * ```
 */
export function withoutReads<T>(f: () => T, refusal: (forVariable: boolean) => Error): T {
  const outer = current;
  const refuse = refuseReads(beginning(), refusal);
  const checkRead: Trace["checkRead"] = (node, forVariable) => {
    refuse(node, forVariable);
    outer?.checkRead(node, forVariable);
  };
  return tracing({ checkRead, draws: outer?.draws ?? new Map() }, f);
}

/** How often `retrace` was called. */
let generation = 0;

/** What a trace begun now goes by: it is out of date once this is another number. */
export function traceGeneration(): number {
  return generation;
}

/**
 * Has every step that `compile` has traced so far be traced anew when it is called next: for what changes which variables it is to use.
 *
 * ```ts
 * import { compile, retrace, State, type Tensor } from "@chainrule/tensor";
 *
 * let count = new State(1);
 * const add = compile((x: Tensor) => x.add(count));
 * add(1); // => 2
 * count = new State(10);
 * add(1); // => 2
 * retrace();
 * add(1); // => 11
 * ```
 */
export function retrace(): void {
  generation++;
}

/** Whether a step is being traced. */
export function isTracing(): boolean {
  return current !== null;
}

/** Notes a random key that was just drawn. */
export function noteDraw(leaf: Node, next: () => Storage): void {
  current?.draws.set(leaf, next);
}

/**
 * Throws where a step that `compile` traces wants to read what it computes, or (`forVariable`) to make a variable of it. For what reads nodes by programs of its
 * own; tensors check it themselves.
 *
 * ```ts
 * import { checkUntraced, compile, type Tensor } from "@chainrule/tensor";
 *
 * const step = compile((x: Tensor) => {
 *   checkUntraced(x.node);
 *   return x.mul(2);
 * });
 * step([1]); // throws compile: a step cannot read what it computes while it is traced
 * ```
 */
export function checkUntraced(node: Node, forVariable: boolean = false): void {
  current?.checkRead(node, forVariable);
}
