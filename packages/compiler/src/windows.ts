import type { Shape, Step } from "@chainrule/graph";
import { type Affine, combine } from "./affine.ts";

/** Where in its source, of shape `source`, the step `windows` finds the element that it shows at `indices`, in a nest of `dims` dimensions. */
export function windowIndices(
  { attributes }: Step<"windows">,
  source: Shape,
  indices: readonly Affine[],
  dims: number,
): Affine[] {
  const { axes, strides, dilations } = attributes;
  return source.map((_, axis) => {
    const i = axes.indexOf(axis);
    if (i < 0) return indices[axis]!;
    const within = indices[source.length + i]!;
    return combine([indices[axis]!, within], [strides[i]!, dilations[i]!], dims);
  });
}

/** Whether a step shows elements in several windows at once. */
export function overlaps({ primitive, attributes }: Step): boolean {
  if (primitive !== "windows") return false;
  const { sizes, strides } = attributes;
  return sizes.some((length, i) => length > strides[i]!);
}
