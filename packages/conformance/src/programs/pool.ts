import { broadcastShapes, type DType, Node, sameShape, type Shape, sizeOf } from "@chainrule/graph";
import type { Dice } from "../dice.ts";
import { leaf } from "../leaves.ts";

/** A value of a program that is being made, and how large its elements can be. */
export interface Value {
  readonly node: Node;
  readonly bound: number;
}

/** The values that a program has so far. New ones are likelier to be used than old ones. */
export class Pool {
  readonly values: Value[] = [];
  readonly leaves: Node[] = [];
  readonly dice: Dice;
  /** The most elements that a value may have. */
  readonly most: number;
  /** The longest axis of a leaf. */
  readonly longest: number;

  constructor(dice: Dice, most: number, longest: number) {
    this.dice = dice;
    this.most = most;
    this.longest = longest;
  }

  add(node: Node, most: number): Value {
    // What wraps may be as large as its dtype allows.
    const least = node.dtype === "uint8" ? 255 : 1;
    const bound = node.dtype === "bool" ? 1 : Math.max(most, least);
    const value = { node, bound };
    this.values.push(value);
    return value;
  }

  /** A leaf of integers up to `bound`. */
  leaf(dtype: DType, shape: Shape, bound: number): Value {
    const low = dtype === "bool" || dtype === "uint8" ? 0 : -bound;
    const node = leaf(dtype, shape, this.dice.integers(dtype, shape, low, bound));
    this.leaves.push(node);
    return this.add(node, bound);
  }

  /** Lengths of a new leaf, so few that they often fit together. */
  shape(rank: number): number[] {
    const lengths = [1, 2, 3, 4, 5, 8, this.longest];
    const shape = Array.from({ length: rank }, () => this.dice.pick(lengths));
    return sizeOf(shape) > this.most ? this.shape(rank - 1) : shape;
  }

  pick(accept: (value: Value) => boolean = () => true): Value | null {
    const fitting = this.values.filter(accept);
    if (fitting.length === 0) return null;
    const recent = this.dice.chance(0.6) ? fitting.slice(-4) : fitting;
    return this.dice.pick(recent);
  }

  /** A value of the same dtype whose shape broadcasts with that of `value`. */
  partner(value: Value): Value {
    const { dtype, shape } = value.node;
    const fits = (other: Node): boolean => {
      const both = broadcastShapes(shape, other.shape);
      return other.dtype === dtype && both !== null && sizeOf(both) <= this.most;
    };
    const found = this.dice.chance(0.8) ? this.pick(({ node }) => fits(node)) : null;
    if (found !== null) return found;
    const lead = this.dice.chance(0.3) ? shape.length : this.dice.integer(0, shape.length);
    const part = shape.slice(lead).map((length) => (this.dice.chance(0.3) ? 1 : length));
    return this.leaf(dtype, part, dtype === "bool" ? 1 : 3);
  }
}

/** Roots for the values of a program, and leaves that some replace. */
export function finish(pool: Pool): { roots: Node[]; replaces: (Node | null)[] } {
  const { dice, values, leaves } = pool;
  const roots = [values.at(-1)!.node];
  const count = dice.integer(0, 5);
  for (let i = 0; i < count; i++) {
    const from = dice.uniform();
    if (from < 0.1) roots.push(dice.pick(leaves));
    else if (from < 0.2) roots.push(dice.pick(roots));
    else roots.push(dice.pick(values).node);
  }
  const taken = new Set<Node>();
  const replaces = roots.map((root) => {
    const fitting = leaves.filter(
      (one) => !taken.has(one) && one.dtype === root.dtype && sameShape(one.shape, root.shape),
    );
    if (fitting.length === 0 || dice.chance(0.4)) return null;
    const replaced = dice.pick(fitting);
    taken.add(replaced);
    return replaced;
  });
  return { roots, replaces };
}
