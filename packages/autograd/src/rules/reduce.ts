import { type Attributes, type Reduce, type Shape, sizeOf } from "@chainrule/graph";
import { concatenate, constant, primitive, type Tensor } from "@chainrule/tensor";
import { repeatTo, reshaped } from "../broadcasting.ts";
import { part } from "../part.ts";
import { inverse } from "../permutation.ts";
import type { GradientRules } from "./rule.ts";

/** `g` for the elements equal to the result, shared equally among them, as PyTorch's `amax`. */
function extreme(
  g: Tensor,
  [x]: readonly [Tensor],
  y: Tensor,
  { axes }: Attributes<"max" | "min">,
): readonly [Tensor] {
  const attains = x.equal(repeatTo(y, x.shape, axes)).cast(g.dtype);
  const share = g.div(attains.sum(axes));
  return [repeatTo(share, x.shape, axes).mul(attains)];
}

/** The axes of `shape`, `last` moved behind the others. */
function moved(shape: Shape, last: readonly number[]): number[] {
  const others = shape.flatMap((_, axis) => (last.includes(axis) ? [] : [axis]));
  return [...others, ...last];
}

/**
 * For every element of the rows of `x`, `g` times the product of the row's other elements. The product is a tree: halves of a level are multiplied
 * to the level above it; on the way down, an element's gradient is that of its product times the other half's element. So
 * zeros need no division, work is linear, and every step has a gradient of its own.
 */
function productOfOthers(g: Tensor, x: Tensor): Tensor {
  const [rows, length] = x.shape as [number, number];
  const width = 2 ** Math.ceil(Math.log2(length));
  const ones = constant(1, x.dtype).expand([rows, width - length]);
  let level: Tensor = width === length ? x : concatenate([x, ones], 1);
  const levels: Tensor[] = [];
  for (let half = width / 2; half >= 1; half /= 2) {
    const halves = level.reshape([rows, 2, half]);
    levels.push(halves);
    level = halves.prod(1);
  }
  let gradient: Tensor = g.reshape([rows, 1]);
  for (const halves of levels.toReversed()) {
    const half = halves.shape[2]!;
    gradient = gradient
      .reshape([rows, 1, half])
      .mul(primitive("flip", [halves], { axes: [1] }))
      .reshape([rows, 2 * half]);
  }
  return width === length ? gradient : part(gradient, 1, 0, [rows, length]);
}

export const reduce: GradientRules<Reduce> = {
  sum: (g, [x], _, { axes }) => [repeatTo(g, x.shape, axes)],
  /** The product of all other elements, also among zeros. */
  prod: (g, [x], _, { axes }) => {
    const order = moved(x.shape, axes);
    const shape = order.map((axis) => x.shape[axis]!);
    const length = sizeOf(axes.map((axis) => x.shape[axis]!));
    if (length <= 1) return [repeatTo(g, x.shape, axes)];
    const rows = reshaped(x.permute(order), [sizeOf(g.shape), length]);
    return [reshaped(productOfOthers(g, rows), shape).permute(inverse(order))];
  },
  max: extreme,
  min: extreme,
  argmax: () => [null],
  argmin: () => [null],
};
