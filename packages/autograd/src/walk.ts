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
import { type Boundary, boundaryOf, isDetached } from "./boundary.ts";
import { sumTo } from "./broadcasting.ts";
import { rules } from "./rules.ts";
import type { Gradient, GradientRule } from "./rules/rule.ts";

/** What a gradient is sought for: a node, or a variable, which means the newest of its versions in the graph. */
export type Target = Node | Variable;

/** A node that the result is built on. */
class Place implements Visit {
  readonly node: Node;
  readonly boundary: Boundary | undefined;
  /** What the node's gradient flows to: its inputs, unless a boundary says otherwise. */
  readonly sources: readonly Node[];
  left: number;
  /** Whether the node is a target, or a way leads from it to one. */
  leads = false;
  /** The node's gradient so far. */
  gradient: Tensor | null = null;

  constructor(node: Node) {
    this.node = node;
    const stops = !isFloating(node.dtype) || isDetached(node);
    this.boundary = stops ? undefined : boundaryOf(node);
    this.sources = stops ? none : (this.boundary?.sources(node) ?? node.inputs);
    this.left = this.sources.length;
  }
}

/** What a result is built on, every place after its sources, and the places of targets: of a variable's versions, the newest one's. */
interface Route {
  readonly places: readonly Place[];
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

/** Finds what lies between `targets` and `root`. */
function route(root: Node, targets: readonly Target[]): Route {
  const sought = new Set<Target>(targets);
  const found = new Map<Target, Place>();
  const places = postorder(root, (node) => new Place(node));
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    const { node, sources } = place;
    if (!isFloating(node.dtype)) continue;
    const { variable } = node;
    const version = variable !== null && sought.has(variable) ? variable : null;
    const isTarget = sought.has(node);
    let leads = isTarget || version !== null || isForgotten(node);
    for (let k = 0; k < sources.length && !leads; k++) leads = places[sources[k]!.place]!.leads;
    place.leads = leads;
    if (isTarget) found.set(node, place);
    if (version === null) continue;
    const before = found.get(version);
    if (before === undefined || before.node.id < node.id) found.set(version, place);
  }
  return { places, targets: found };
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

/** Sends the gradient `g` of `place` on to its sources. */
function propagate(places: readonly Place[], { node, sources, boundary }: Place, g: Tensor): void {
  const gradients = boundary ? boundary.backward(g, sources, node) : applyRule(node, g);
  // A boundary is the user's code, in which other walks may have numbered nodes anew.
  if (boundary) for (let i = 0; i < places.length; i++) places[i]!.node.place = i;
  for (let i = 0; i < sources.length; i++) {
    const given = gradients[i] ?? null;
    const place = places[sources[i]!.place]!;
    if (!place.leads || given === null) continue;
    const gradient = typeof given === "function" ? given() : given;
    const summed = sumTo(gradient, sources[i]!.shape);
    place.gradient = place.gradient === null ? summed : place.gradient.add(summed);
  }
}

/**
 * The gradients of `targets` for the gradient `seed` of `root`, as a new graph; `null` for a target that `root` does not depend on. Goes through every
 * node between them once, users before what they use.
 */
export function walk(root: Node, seed: Tensor, targets: readonly Target[]): (Tensor | null)[] {
  const { places, targets: found } = route(root, targets);
  const first = oldest(targets, found);
  places.at(-1)!.gradient = seed;
  for (let i = places.length - 1; i >= 0; i--) {
    const place = places[i]!;
    const { node, gradient } = place;
    if (!place.leads || gradient === null) continue;
    if (isForgotten(node) && node.id > first) throw forgottenError(node);
    if (node.primitive === null || place.sources.length === 0) continue;
    // What is built on the way back is called after the operation it is the gradient of, in the same module.
    const forward = node.debug;
    const debug = { operation: `gradient of ${calledBy(node)}`, module: forward.module, forward };
    within(debug, () => propagate(places, place, gradient));
  }
  return targets.map((target) => found.get(target)?.gradient ?? null);
}
