import {
  type Inputs,
  isFloating,
  type Node,
  postorder,
  type Primitive,
  printShape,
  type Variable,
  type Visit,
  within,
} from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";
import { type Boundary, boundaryOf } from "./boundary.ts";
import { sumTo } from "./broadcasting.ts";
import { rules } from "./rules.ts";
import type { Gradient, GradientRule } from "./rules/rule.ts";

/** What a gradient is sought for: a node, or a variable, which means the newest of its versions in the graph. */
export type Target = Node | Variable;

/** What the tape of a result has for each node that it is built on. */
class Entry implements Visit {
  readonly node: Node;
  readonly boundary: Boundary | undefined;
  /** The nodes that its gradient is sent to: its inputs, unless a boundary says otherwise. */
  readonly sources: readonly Node[];
  left: number;
  /** Whether the node is a target, or is built on one. */
  requiresGradient = false;
  /** The node's gradient so far. */
  gradient: Tensor | null = null;

  constructor(node: Node) {
    this.node = node;
    const stops = !isFloating(node.dtype) || node.isDetach;
    this.boundary = stops ? undefined : boundaryOf(node);
    this.sources = stops ? none : (this.boundary?.sources(node) ?? node.inputs);
    this.left = this.sources.length;
  }
}

/** The nodes that a result is built on, every one after its sources, and those of the targets: of a variable, that of its newest version. */
interface Tape {
  readonly entries: readonly Entry[];
  readonly targets: ReadonlyMap<Target, Entry>;
}

const none: readonly Node[] = [];

/** Whether a node was computed and lost its inputs, other than on purpose, by `detach`. */
function isForgotten(node: Node): boolean {
  return node.forgotten && !node.isDetach;
}

/**
 * The least id among targets: what is older depends on none of them. −1 where a variable has no version on the tape: it may be behind a node that forgot
 * its inputs.
 */
function oldest(targets: readonly Target[], found: ReadonlyMap<Target, Entry>): number {
  let id = Infinity;
  for (const target of targets) {
    const node = "id" in target ? target : found.get(target)?.node;
    id = Math.min(id, node?.id ?? -1);
  }
  return id;
}

/** Records what `root` is built on, and which of it is built on `targets`. */
function record(root: Node, targets: readonly Target[]): Tape {
  const sought = new Set<Target>(targets);
  const found = new Map<Target, Entry>();
  const entries = postorder(root, (node) => new Entry(node));
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    const { node, sources } = entry;
    if (!isFloating(node.dtype)) continue;
    const { variable } = node;
    const version = variable !== null && sought.has(variable) ? variable : null;
    const isTarget = sought.has(node);
    let requiresGradient = isTarget || version !== null || isForgotten(node);
    for (let k = 0; k < sources.length && !requiresGradient; k++) {
      requiresGradient = entries[sources[k]!.place]!.requiresGradient;
    }
    entry.requiresGradient = requiresGradient;
    if (isTarget) found.set(node, entry);
    if (version === null) continue;
    const before = found.get(version);
    if (before === undefined || before.node.id < node.id) found.set(version, entry);
  }
  return { entries, targets: found };
}

/** The gradients of a node's inputs. Applies the rule of its primitive: the one place where the table is indexed by a variable. */
function applyRule<P extends Primitive>(node: Node<P>, g: Tensor): readonly (Gradient | null)[] {
  const rule: GradientRule<P> = rules[node.primitive!];
  const inputs = node.inputs.map((input) => Tensor.of(input));
  return rule(
    g,
    inputs as readonly Tensor[] as Inputs<P, Tensor>,
    Tensor.of(node),
    node.attributes,
  );
}

/** The user's operation that built the node, or else its primitive. */
function calledBy({ debug, primitive }: Node): string {
  return debug.operation || `${primitive}`;
}

function forgottenError(node: Node): Error {
  return new Error(
    `gradients: the way leads through a computed result of ${calledBy(node)}, ${node.dtype}${printShape(node.shape)}, which forgot what it was computed from when a parameter or state it was built on was replaced; take the gradients before the assignment runs, build it again, or cut it off with detach().`,
  );
}

/** Sends the gradient `g` of a node on to its sources, which add up what they are sent. */
function propagate(entries: readonly Entry[], { node, sources, boundary }: Entry, g: Tensor): void {
  const gradients = boundary ? boundary.backward(g, sources, node) : applyRule(node, g);
  // A boundary is the user's code, in which other walks may have numbered nodes anew.
  if (boundary) for (let i = 0; i < entries.length; i++) entries[i]!.node.place = i;
  for (let i = 0; i < sources.length; i++) {
    const given = gradients[i] ?? null;
    const entry = entries[sources[i]!.place]!;
    if (!entry.requiresGradient || given === null) continue;
    const gradient = typeof given === "function" ? given() : given;
    const summed = sumTo(gradient, sources[i]!.shape);
    entry.gradient = entry.gradient === null ? summed : entry.gradient.add(summed);
  }
}

/**
 * The gradients of `targets` for the gradient `seed` of `root`, as a new graph; `null` for a target that `root` does not depend on. Goes through every
 * node between them once, users before what they use.
 */
export function walk(root: Node, seed: Tensor, targets: readonly Target[]): (Tensor | null)[] {
  const { entries, targets: found } = record(root, targets);
  const first = oldest(targets, found);
  entries.at(-1)!.gradient = seed;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    const { node, gradient } = entry;
    if (!entry.requiresGradient || gradient === null) continue;
    if (isForgotten(node) && node.id > first) throw forgottenError(node);
    if (node.primitive === null || entry.sources.length === 0) continue;
    // What is built on the way back is called after the operation it is the gradient of, in the same module.
    const forward = node.debug;
    const debug = { operation: `gradient of ${calledBy(node)}`, module: forward.module, forward };
    within(debug, () => propagate(entries, entry, gradient));
  }
  return targets.map((target) => found.get(target)?.gradient ?? null);
}
