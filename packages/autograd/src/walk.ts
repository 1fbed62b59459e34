import {
  type Inputs,
  isFloating,
  type Node,
  type Primitive,
  printShape,
  type Variable,
  within,
} from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";
import { type Boundary, boundaryOf, isDetached } from "./boundary.ts";
import { sumTo } from "./broadcasting.ts";
import { rules } from "./rules.ts";
import type { GradientRule } from "./rules/rule.ts";

/** What a gradient is sought for: a node, or a variable, which means the newest of its versions in the graph. */
export type Target = Node | Variable;

/** A node on the way from the targets to the result. */
interface Place {
  readonly node: Node;
  /** What the node's gradient flows to: its inputs, unless a boundary says otherwise. */
  readonly sources: readonly Node[];
  readonly boundary: Boundary | undefined;
  /** The node's gradient so far. */
  gradient: Tensor | null;
}

/** The part of a graph that lies between targets and a result. */
interface Route {
  /** By node; `null` where no target was found below. */
  readonly places: ReadonlyMap<Node, Place | null>;
  /** The places, every one after its sources. */
  readonly order: readonly Place[];
  /** The newest leaf of each variable among the targets. */
  readonly leaves: ReadonlyMap<Variable, Node>;
}

const none: readonly Node[] = [];

/** A computed node that lost its inputs. One that is cut off on purpose, by `detach`, is not meant. */
function isForgotten(node: Node): boolean {
  return node.forgotten && !isDetached(node);
}

/** The least id among targets: what is older depends on none. A variable that was not found may be behind what was forgotten. */
function oldest(targets: readonly Target[], leaves: ReadonlyMap<Variable, Node>): number {
  let id = Infinity;
  for (const target of targets) {
    const node = "id" in target ? target : leaves.get(target);
    id = Math.min(id, node?.id ?? -1);
  }
  return id;
}

/** Finds what lies between `targets` and `root`: depth first, without recursion, so that depth is bounded by memory alone. */
function route(root: Node, targets: readonly Target[]): Route {
  const sought = new Set<Target>(targets);
  const places = new Map<Node, Place | null>();
  const open = new Map<Node, Place>();
  const order: Place[] = [];
  const leaves = new Map<Variable, Node>();
  const stack: Node[] = [root];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    const place = open.get(node);
    if (place !== undefined) {
      stack.pop();
      open.delete(node);
      let leads = isSought(node, sought) || isForgotten(node);
      for (const source of place.sources) leads ||= places.get(source) !== null;
      places.set(node, leads ? place : null);
      if (leads) order.push(place);
    } else if (places.has(node)) {
      stack.pop();
    } else if (!isFloating(node.dtype)) {
      places.set(node, null);
      stack.pop();
    } else {
      const { variable } = node;
      if (variable !== null && sought.has(variable)) {
        const found = leaves.get(variable);
        if (found === undefined || found.id < node.id) leaves.set(variable, node);
      }
      const boundary = boundaryOf(node);
      const sources = boundary?.sources(node) ?? (isDetached(node) ? none : node.inputs);
      open.set(node, { node, sources, boundary, gradient: null });
      for (const source of sources)
        if (!places.has(source) && !open.has(source)) stack.push(source);
    }
  }
  return { places, order, leaves };
}

function isSought(node: Node, sought: ReadonlySet<Target>): boolean {
  return sought.has(node) || (node.variable !== null && sought.has(node.variable));
}

/** Applies the rule of the node's primitive: the one place where the table is indexed by a variable. */
function applyRule<P extends Primitive>(node: Node<P>, g: Tensor): readonly (Tensor | null)[] {
  const rule: GradientRule<P> = rules[node.primitive!];
  const inputs = node.inputs.map((input) => Tensor.of(input));
  return rule(
    g,
    inputs as readonly Tensor[] as Inputs<P, Tensor>,
    Tensor.of(node),
    node.attributes,
  );
}

/** What is built on the way back is called after the operation it is the gradient of, in the same module. */
function named<T>(node: Node, f: () => T): T {
  const forward = node.debug;
  const { module } = forward;
  return within({ operation: `gradient of ${calledBy(node)}`, module, forward }, f);
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

/** Sends the gradient of `place` on to its sources. */
function propagate(place: Place, g: Tensor, { places }: Route): void {
  const { node, sources, boundary } = place;
  const gradients = boundary ? boundary.backward(g, sources, node) : applyRule(node, g);
  sources.forEach((source, i) => {
    const at = places.get(source);
    const gradient = gradients[i];
    if (at === null || at === undefined || gradient === null || gradient === undefined) return;
    const summed = sumTo(gradient, source.shape);
    at.gradient = at.gradient === null ? summed : at.gradient.add(summed);
  });
}

/**
 * The gradients of `targets` for the gradient `seed` of `root`, as a new graph; `null` for a target that `root` does not depend on. Goes through every
 * node between them once, users before what they use.
 */
export function walk(root: Node, seed: Tensor, targets: readonly Target[]): (Tensor | null)[] {
  const found = route(root, targets);
  const first = oldest(targets, found.leaves);
  const start = found.places.get(root);
  if (start) start.gradient = seed;
  for (const place of found.order.toReversed()) {
    const { node, gradient } = place;
    if (gradient === null) continue;
    if (isForgotten(node) && node.id > first) throw forgottenError(node);
    if (node.primitive !== null && place.sources.length > 0) {
      named(node, () => propagate(place, gradient, found));
    }
  }
  return targets.map((target) => {
    const node = "id" in target ? target : found.leaves.get(target);
    return (node && found.places.get(node)?.gradient) ?? null;
  });
}
