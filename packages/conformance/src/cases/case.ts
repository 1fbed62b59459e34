import type { Node, Primitive } from "@chainrule/graph";
import type { Dice } from "../dice.ts";

/**
 * How near an engine must be to the reference. `exact`: the same bits, NaN being NaN. `ulps`: floats in between. `terms`: a sum
 * of products, whose error is measured by the sum of their absolute values, which `magnitude` computes.
 */
export type Closeness<P extends Primitive = Primitive> =
  | "exact"
  | { readonly ulps: { readonly float32: number; readonly float64: number } }
  | { readonly magnitude: (node: Node<P>) => Node; readonly factor: (node: Node<P>) => number };

/** How a primitive is tested: nodes of it, and how near their elements must be. */
export interface Entry<P extends Primitive = Primitive> {
  readonly closeness: Closeness<P>;
  readonly cases: (dice: Dice) => Iterable<Node<P>>;
}

/** One entry for each primitive of a family. */
export type Cases<Family extends Primitive = Primitive> = {
  readonly [P in Family]: Entry<P>;
};
