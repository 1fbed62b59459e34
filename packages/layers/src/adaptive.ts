import { concatenate, type Tensor } from "@chainrule/tensor";
import { slice } from "@chainrule/tensor/functional";

/** `f` of each of `count` parts of an axis, side by side: part `i` is from `⌊i·length/count⌋` to `⌈(i + 1)·length/count⌉`. */
export function byParts(
  x: Tensor,
  axis: number,
  count: number,
  f: (part: Tensor) => Tensor,
): Tensor {
  const length = x.shape[axis]!;
  const before = Array.from({ length: axis }, () => 0);
  const parts = Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * length) / count);
    const end = Math.ceil(((i + 1) * length) / count);
    return f(slice(x, [...before, start], [...x.shape.slice(0, axis), end]));
  });
  return concatenate(parts, axis);
}
