import { Node, type Shape, sizeOf, span } from "@chainrule/graph";
import { leaf, vector } from "../leaves.ts";
import type { Pool, Value } from "./pool.ts";

/** Makes another value from one, or `null` where it cannot. */
export type Move = (pool: Pool, x: Value) => Value | null;

const axesOf = (shape: Shape): number[] => shape.map((_, axis) => axis);
const numeric = (node: Node): boolean => node.dtype !== "bool";
const isFloat = (node: Node): boolean => node.dtype === "float32" || node.dtype === "float64";

/** Every primitive that puts elements elsewhere. Bounds hold for elements that are added together too. */
export const moves: { readonly [name: string]: Move } = {
  reshape: (pool, { node, bound }) => {
    const { shape } = node;
    const axis = pool.dice.integer(0, Math.max(0, shape.length - 2));
    const joined =
      shape.length > 1
        ? [...shape.slice(0, axis), shape[axis]! * shape[axis + 1]!, ...shape.slice(axis + 2)]
        : [1, ...shape];
    const to = pool.dice.chance(0.7) ? joined : [sizeOf(shape)];
    return pool.add(Node.apply("reshape", [node], { shape: to }), bound);
  },
  split: (pool, { node, bound }) => {
    const axis = node.shape.findIndex((length) => length % 2 === 0 && length > 0);
    if (axis < 0 || node.shape.length > 4) return null;
    const shape = [...node.shape];
    shape.splice(axis, 1, ...pool.dice.shuffle([2, shape[axis]! / 2]));
    return pool.add(Node.apply("reshape", [node], { shape }), bound);
  },
  permute: (pool, { node, bound }) => {
    const axes = pool.dice.shuffle(axesOf(node.shape));
    return pool.add(Node.apply("permute", [node], { axes }), bound);
  },
  expand: (pool, { node, bound }) => {
    const shape = node.shape.map((length) => (length === 1 ? pool.dice.integer(1, 4) : length));
    if (pool.dice.chance(0.3)) shape.unshift(pool.dice.integer(1, 3));
    if (sizeOf(shape) > pool.most || shape.length > 5) return null;
    return pool.add(Node.apply("expand", [node], { shape }), bound);
  },
  flip: (pool, { node, bound }) => {
    const axes = axesOf(node.shape).filter(() => pool.dice.chance(0.5));
    return pool.add(Node.apply("flip", [node], { axes }), bound);
  },
  slice: (pool, { node, bound }) => {
    const { dice } = pool;
    const steps = node.shape.map(() => dice.pick([1, 1, 1, 2]));
    const sizes = node.shape.map((length, axis) => {
      const most = length === 0 ? 0 : Math.floor((length - 1) / steps[axis]!) + 1;
      return dice.chance(0.5) ? most : dice.integer(Math.min(1, most), most);
    });
    const starts = vector(...node.shape.map((length) => dice.integer(-1, length)));
    return pool.add(Node.apply("slice", [node, starts], { sizes, steps }), bound);
  },
  pad: (pool, { node, bound }) => {
    const { dice } = pool;
    const steps = node.shape.map(() => dice.pick([1, 1, 1, 2]));
    const shape = node.shape.map((length, axis) => {
      return span(length, steps[axis]!) + (dice.chance(0.5) ? 0 : dice.integer(1, 3));
    });
    if (sizeOf(shape) > pool.most) return null;
    const starts = vector(...shape.map(() => dice.integer(0, 2)));
    return pool.add(Node.apply("pad", [node, starts], { shape, steps }), bound);
  },
  windows: (pool, { node, bound }) => {
    const { dice } = pool;
    const axes = dice
      .shuffle(axesOf(node.shape).filter((axis) => node.shape[axis]! > 1))
      .slice(0, dice.integer(1, 2));
    if (axes.length === 0 || node.shape.length > 4) return null;
    const sizes = axes.map((axis) => dice.integer(1, Math.min(3, node.shape[axis]!)));
    const windows = {
      axes,
      sizes,
      strides: axes.map((_, i) => dice.pick([1, 1, 2, sizes[i]!])),
      dilations: axes.map(() => 1),
    };
    const spread = Node.apply("windows", [node], windows);
    if (sizeOf(spread.shape) > pool.most) return null;
    const value = pool.add(spread, bound);
    if (!numeric(node) || dice.chance(0.5)) return value;
    // At most all positions of a window meet in one place.
    const meeting = sizes.reduce((a, b) => a * b, 1);
    const back = Node.apply("fold", [spread], { ...windows, shape: node.shape });
    return pool.add(back, bound * meeting);
  },
  concatenate: (pool, { node, bound }) => {
    if (node.shape.length === 0) return null;
    const axis = pool.dice.integer(0, node.shape.length - 1);
    const other = pool.pick(
      (value) =>
        value.node.dtype === node.dtype &&
        value.node.shape.length === node.shape.length &&
        value.node.shape.every((length, a) => a === axis || length === node.shape[a]),
    );
    const inputs = pool.dice.shuffle([node, node, other!.node].slice(pool.dice.integer(0, 1)));
    const joined = Node.apply("concatenate", inputs, { axis });
    if (sizeOf(joined.shape) > pool.most) return null;
    return pool.add(joined, Math.max(bound, other!.bound));
  },
  take: (pool, { node, bound }) => {
    const { dice } = pool;
    if (node.shape.length === 0) return null;
    const axis = dice.integer(0, node.shape.length - 1);
    const length = node.shape[axis]!;
    if (length === 0) return null;
    // Outside the axis floats would be NaN.
    const low = isFloat(node) ? 0 : -1;
    const indices = Array.from({ length: dice.integer(1, 6) }, () => dice.integer(low, length - 1));
    return pool.add(Node.apply("take", [node, vector(...indices)], { axis }), bound);
  },
  scatterAdd: (pool, { node, bound }) => {
    const { dice } = pool;
    if (node.shape.length === 0 || !numeric(node)) return null;
    const axis = dice.integer(0, node.shape.length - 1);
    const length = dice.integer(1, 5);
    const count = node.shape[axis]!;
    if (count > 64) return null;
    const indices = leaf("int32", [count], dice.integers("int32", [count], -1, length));
    const sum = Node.apply("scatterAdd", [node, indices], { axis, length });
    return pool.add(sum, bound * Math.max(1, count));
  },
};
