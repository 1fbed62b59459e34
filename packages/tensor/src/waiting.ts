import type { Node, Variable } from "@chainrule/graph";
import { isTracing } from "./trace.ts";

/** A variable and the expression whose value it is to get. */
export interface Assignment {
  readonly variable: Variable;
  readonly expression: Node;
  /** Whether something was built on the expression since it was assigned. */
  used: boolean;
  /** What a use of a parameter means while the assignment is only tried, once there is one. */
  tried?: Node;
}

/** Assignments, by the variable they replace. */
export type Assignments = Map<Variable, Assignment>;

/** The assignments that wait for the next run. */
export let pending: Assignments = new Map();
/** Scalars built on a variable and not computed yet, in the order they were built in: a run that replaces the variable computes them too. */
export let scalars: Node[] = [];
/** Tensors that the next run computes because somebody asked it to. */
export let kept: Node[] = [];

/** The id of the last scalar that was noted. */
let newestScalar = -1;
/** Whether scalars are being built that nobody is going to read. */
let unread = false;

/** Notes a node that was just built, if it is a scalar built on a variable. */
export function noteScalar(node: Node): void {
  if (node.shape.length > 0 || !node.stateful || unread || node.variable !== null) return;
  if (node.id <= newestScalar || isTracing()) return;
  newestScalar = node.id;
  scalars.push(node);
}

/**
 * Runs `f`, whose scalars nobody is going to read: a run that replaces what they were built on does not compute them for that. For optimizers, whose
 * rates and corrections only enter assignments.
 *
 * ```ts
 * import { State, unreadScalars } from "@chainrule/tensor";
 *
 * const count = new State(1);
 * const doubled = unreadScalars(() => count.mul(2));
 * count.assign(doubled.add(1));
 * count.item(); // => 3
 * doubled.item(); // throws that has been replaced, and was never computed
 * ```
 */
export function unreadScalars<T>(f: () => T): T {
  const before = unread;
  unread = true;
  try {
    return f();
  } finally {
    unread = before;
  }
}

/** Makes the next run compute `node`. */
export function keep(node: Node): void {
  if (isTracing()) return;
  if (isOpen(node) && node.primitive !== null) kept.push(node);
}

/** Records that `variable` becomes what `expression` says. */
export function assign(variable: Variable, expression: Node): void {
  if (expression === variable.leaf) pending.delete(variable);
  else pending.set(variable, { variable, expression, used: false });
}

/** The node that a use of state means: the pending expression, or else its newest version. */
export function stateNode(variable: Variable): Node {
  const assignment = pending.get(variable);
  if (assignment === undefined) return variable.leaf;
  assignment.used = true;
  return assignment.expression;
}

/** Has `next` wait in the place of the assignments that did. */
export function setPending(next: Assignments): void {
  pending = next;
}

/** Whether a node is still to be computed. */
export function isOpen(node: Node): boolean {
  return node.value === null;
}

/** Has only those scalars and kept tensors wait on that `still` says. */
export function keepWaiting(still: (node: Node) => boolean): void {
  kept = kept.filter(still);
  scalars = scalars.filter(still);
}
