import {
  type Inputs,
  isFloating,
  type Node,
  postorder,
  type Primitive,
  printShape,
  type Variable,
  within,
} from "@chainrule/graph";
import { Tensor } from "@chainrule/tensor";
import { type Boundary, boundaryOf, isDetached } from "./boundary.ts";
import { sumTo } from "./broadcasting.ts";
import { rules } from "./rules.ts";
import type { Gradient, GradientRule } from "./rules/rule.ts";

/** What a gradient is sought for: a node, or a variable, which means the newest of its versions in the graph. */
export type Target = Node | Variable;

/** A node on the way from the targets to the result. */
interface Place {
  readonly node: Node;
  /** What the node's gradient flows to: its inputs, unless a boundary says otherwise. */
  readonly sources: readonly Node[];
  /** Their places; `null` where no target was found below. */
  readonly below: readonly (Place | null)[];
  readonly boundary: Boundary | undefined;
  /** The node's gradient so far. */
  gradient: Tensor | null;
}

/** The part of a graph that lies between targets and a result. */
interface Route {
  /** The places, every one after its sources: the result's is the last. */
  readonly order: readonly Place[];
  /** Those of targets; of a variable's versions, the newest one's. */
  readonly targets: ReadonlyMap<Target, Place>;
}

const none: readonly Node[] = [];

/** A computed node that lost its inputs. One that is cut off on purpose, by `detach`, is not meant. */
function isForgotten(node: Node): boolean {
  return node.forgotten && !isDetached(node);
}

/** The least id among targets: what is older depends on none. A variable that was not found may be behind what was forgotten. */
function oldest(targets: readonly Target[], found: ReadonlyMap<Target, Place>): number {
  let id = Infinity;
  for (const target of targets) {
    const node = "id" in target ? target : found.get(target)?.node;
    id = Math.min(id, node?.id ?? -1);
  }
  return id;
}

/** What a node's gradient flows to. */
function sourcesOf(node: Node): readonly Node[] {
  if (!isFloating(node.dtype) || isDetached(node)) return none;
  return boundaryOf(node)?.sources(node) ?? node.inputs;
}

/** Finds what lies between `targets` and `root`. */
function route(root: Node, targets: readonly Target[]): Route {
  const sought = new Set<Target>(targets);
  const found = new Map<Target, Place>();
  const order: Place[] = [];
  const places: (Place | null)[] = [];
  for (const { node, sources } of postorder(root, sourcesOf)) {
    const { variable } = node;
    const version = variable !== null && sought.has(variable) ? variable : null;
    const isTarget = sought.has(node);
    const below: (Place | null)[] = [];
    let leads = isTarget || version !== null || isForgotten(node);
    for (let i = 0; i < sources.length; i++) {
      const place = places[sources[i]!.place]!;
      leads ||= place !== null;
      below.push(place);
    }
    if (!leads || !isFloating(node.dtype)) {
      places.push(null);
      continue;
    }
    const place = { node, sources, below, boundary: boundaryOf(node), gradient: null };
    places.push(place);
    order.push(place);
    if (isTarget) found.set(node, place);
    if (version === null) continue;
    const before = found.get(version);
    if (before === undefined || before.node.id < node.id) found.set(version, place);
  }
  return { order, targets: found };
}

/**
 * The gradients of the inputs that lead to targets. Applies the rule of the node's primitive: the one place where the table is indexed by a variable.
 */
function applyRule<P extends Primitive>(
  node: Node<P>,
  below: readonly (Place | null)[],
  g: Tensor,
): (Tensor | null)[] {
  const rule: GradientRule<P> = rules[node.primitive!];
  const inputs = node.inputs.map((input) => Tensor.of(input));
  const gradients: readonly (Gradient | null)[] = rule(
    g,
    inputs as readonly Tensor[] as Inputs<P, Tensor>,
    Tensor.of(node),
    node.attributes,
  );
  return gradients.map((gradient, i) => {
    if (below[i] === null) return null;
    return typeof gradient === "function" ? gradient() : gradient;
  });
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
function propagate({ node, sources, below, boundary }: Place, g: Tensor): void {
  const gradients = boundary ? boundary.backward(g, sources, node) : applyRule(node, below, g);
  for (let i = 0; i < sources.length; i++) {
    const place = below[i]!;
    const gradient = gradients[i] ?? null;
    if (place === null || gradient === null) continue;
    const summed = sumTo(gradient, sources[i]!.shape);
    place.gradient = place.gradient === null ? summed : place.gradient.add(summed);
  }
}

/**
 * The gradients of `targets` for the gradient `seed` of `root`, as a new graph; `null` for a target that `root` does not depend on. Goes through every
 * node between them once, users before what they use.
 */
export function walk(root: Node, seed: Tensor, targets: readonly Target[]): (Tensor | null)[] {
  const { order, targets: found } = route(root, targets);
  const first = oldest(targets, found);
  const last = order.at(-1);
  if (last?.node === root) last.gradient = seed;
  for (let i = order.length - 1; i >= 0; i--) {
    const place = order[i]!;
    const { node, gradient } = place;
    if (gradient === null) continue;
    if (isForgotten(node) && node.id > first) throw forgottenError(node);
    if (node.primitive !== null && place.sources.length > 0) {
      named(node, () => propagate(place, gradient));
    }
  }
  return targets.map((target) => found.get(target)?.gradient ?? null);
}
