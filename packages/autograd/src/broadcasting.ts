import { sameShape, type Shape } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";

// The shapes are asked of nodes, which make no copies: this is done for every gradient.

/** The transpose of broadcasting: sums `g` over the axes along which a tensor of `shape` was repeated. */
export function sumTo(g: Tensor, shape: Shape): Tensor {
  const from = g.node.shape;
  if (sameShape(from, shape)) return g;
  const lead = from.length - shape.length;
  const axes: number[] = [];
  for (let axis = 0; axis < from.length; axis++) {
    if (axis < lead || (shape[axis - lead] === 1 && from[axis] !== 1)) axes.push(axis);
  }
  return reshaped(axes.length === 0 ? g : g.sum(axes), shape);
}

/** The transpose of summing: repeats `g`, which lost `axes` of `shape`, along them. */
export function repeatTo(g: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  if (axes.every((axis, i) => axis === i)) return g.expand(shape);
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return reshaped(g, kept).expand(shape);
}

/** `x` as `shape`; `x` itself where it has it. */
export function reshaped(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.node.shape, shape) ? x : x.reshape(shape);
}
