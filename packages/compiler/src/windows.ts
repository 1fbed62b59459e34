import type { Shape, Step } from "@chainrule/graph";
import { add, type Affine, scale } from "./affine.ts";

/** Where in its source, of shape `source`, the step `windows` finds the element that it shows at `indices`. */
export function windowIndices(
  { attributes }: Step<"windows">,
  source: Shape,
  indices: readonly Affine[],
): Affine[] {
  const { axes, strides, dilations } = attributes;
  return source.map((_, axis) => {
    const i = axes.indexOf(axis);
    if (i < 0) return indices[axis]!;
    return add(
      scale(indices[axis]!, strides[i]!),
      scale(indices[source.length + i]!, dilations[i]!),
    );
  });
}

/** Whether a step shows elements in several windows at once. */
export function overlaps({ primitive, attributes }: Step): boolean {
  if (primitive !== "windows") return false;
  const { sizes, strides } = attributes;
  return sizes.some((length, i) => length > strides[i]!);
}
