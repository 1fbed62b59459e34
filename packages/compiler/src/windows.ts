import type { Attributes, Graph, Shape, Step } from "@chainrule/graph";
import { add, type Affine, Refine, scale } from "./affine.ts";
import { knownVector } from "./known.ts";
import type { Nest } from "./nest.ts";
import { Settle } from "./settle.ts";
import { stepOf, typeOf } from "./value.ts";

/** The indices in its source, of so many axes, of what `windows` shows at `indices`. */
export function windowIndices(step: Step, source: Shape, indices: readonly Affine[]): Affine[] {
  const { axes, strides, dilations } = step.attributes as Attributes<"windows">;
  return source.map((_, axis) => {
    const i = axes.indexOf(axis);
    if (i < 0) return indices[axis]!;
    return add(
      scale(indices[axis]!, strides[i]!),
      scale(indices[source.length + i]!, dilations[i]!),
    );
  });
}

/** Whether a step shows elements in several windows. */
export function overlaps({ primitive, attributes }: Step): boolean {
  if (primitive !== "windows") return false;
  const { sizes, strides } = attributes as Attributes<"windows">;
  return sizes.some((length, i) => length > strides[i]!);
}

/** Values that lie interleaved, as the places of windows that do not overlap: the element `i` is one of the part whose starts are `i mod steps`. */
export interface Tiling {
  readonly steps: readonly number[];
  /** What is padded, by its starts as text. */
  readonly parts: ReadonlyMap<string, number>;
}

/** At most this many parts are computed side by side. */
const mostParts = 4;

/** How padded values cover their sum; `null` where it is not known that they do, each element once. */
export function tilingOf(graph: Graph, pads: readonly number[]): Tiling | null {
  const { shape, steps } = stepOf(graph, pads[0]!)!.attributes as Attributes<"pad">;
  const count = steps.reduce((product, step) => product * step, 1);
  if (count !== pads.length || count > mostParts) return null;
  const parts = new Map<string, number>();
  for (const pad of pads) {
    const { attributes, inputs } = stepOf(graph, pad)!;
    const own = (attributes as Attributes<"pad">).steps;
    const source = inputs[0]!;
    const part = typeOf(graph, source).shape;
    const starts = knownVector(graph, inputs[1]!);
    if (starts === null) return null;
    const fits = shape.every(
      (length, axis) =>
        own[axis] === steps[axis] &&
        length === part[axis]! * steps[axis]! &&
        starts[axis]! >= 0 &&
        starts[axis]! < steps[axis]!,
    );
    if (!fits) return null;
    parts.set(starts.join(), source);
  }
  return parts.size === count ? { steps, parts } : null;
}

/** The element of values that lie interleaved. It is added to 0, as the sum of padded values says: −0 becomes 0. */
export function readTile(
  nest: Nest,
  value: number,
  { steps, parts }: Tiling,
  indices: readonly Affine[],
): number {
  indices.forEach(({ strides, dynamic }, axis) => {
    const step = steps[axis]!;
    if (step > 1 && dynamic.length > 0) throw new Settle(value, false);
    strides.forEach((stride, d) => {
      if (stride % step === 0 || nest.sizes[d] === 1) return;
      if (step % stride !== 0) throw new Settle(value, false);
      throw new Refine(d, step / Math.abs(stride), value);
    });
  });
  const starts = indices.map(({ offset }, axis) => offset % steps[axis]!);
  const part = parts.get(starts.join());
  if (part === undefined) throw new Settle(value, false);
  const within = indices.map(({ offset, strides, dynamic }, axis): Affine => {
    const step = steps[axis]!;
    return {
      offset: Math.floor(offset / step),
      strides: strides.map((stride) => stride / step),
      dynamic,
    };
  });
  const { dtype } = typeOf(nest.graph, value);
  const inputs = [nest.evaluate(part, within), nest.emit({ op: "constant", value: 0, dtype })];
  return nest.emit({ op: "add", inputs, dtype });
}
