import type { Graph, Step } from "@chainrule/graph";
import type { Affine } from "./affine.ts";
import { constantVector } from "./constant-vector.ts";
import type { Nest } from "./nest.ts";
import { Materialize, Refine } from "./signals.ts";
import { stepOf, typeOf } from "./value.ts";

/**
 * A value whose elements are those of several parts in turn, as the gradient of pooling over windows that do not overlap is: along each axis, every
 * `steps`-th element belongs to the same part.
 */
export interface Interleaving {
  /** How far apart neighbours of one part are, along each axis. */
  readonly steps: readonly number[];
  /** The parts, each by the indices of its first element: `"0,1"`. */
  readonly parts: ReadonlyMap<string, number>;
}

/** At most this many parts are computed side by side. */
const mostParts = 4;

/** The sum of `pads` as an interleaving of what they pad; `null` unless it is known that each element of the sum is one of exactly one of them. */
export function interleavingOf(graph: Graph, pads: readonly number[]): Interleaving | null {
  const { shape, steps } = (stepOf(graph, pads[0]!) as Step<"pad">).attributes;
  const count = steps.reduce((product, step) => product * step, 1);
  if (count !== pads.length || count > mostParts) return null;
  const parts = new Map<string, number>();
  for (const pad of pads) {
    const { attributes, inputs } = stepOf(graph, pad) as Step<"pad">;
    const own = attributes.steps;
    const source = inputs[0]!;
    const part = typeOf(graph, source).shape;
    const starts = constantVector(graph, inputs[1]!);
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

/**
 * The element of an interleaved value at `indices`: an instruction's number. Throws `Refine` where one round of the nest would read several parts, and
 * `Materialize` where it is not known which part an element belongs to. The element is added to 0, as in the sum of padded values that the graph says:
 * there −0 becomes 0.
 */
export function readInterleaved(
  nest: Nest,
  value: number,
  { steps, parts }: Interleaving,
  indices: readonly Affine[],
): number {
  indices.forEach(({ strides, dynamic }, axis) => {
    const step = steps[axis]!;
    if (step > 1 && dynamic.length > 0) throw new Materialize(value);
    strides.forEach((stride, d) => {
      if (stride % step === 0 || nest.sizes[d] === 1) return;
      if (step % stride !== 0) throw new Materialize(value);
      throw new Refine(d, step / Math.abs(stride), value);
    });
  });
  const starts = indices.map(({ offset }, axis) => offset % steps[axis]!);
  const part = parts.get(starts.join());
  if (part === undefined) throw new Materialize(value);
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
