import { type Shape, stridesOf } from "@chainrule/graph";
import { type Affine, constantOf, shift } from "./affine.ts";
import { Nest, type LoweringContext } from "./nest.ts";
import { Materialize, Refine } from "./signals.ts";

/** A nest, the axis of the shape that each of its dimensions goes along, and what `build` made inside. */
export interface Built<T> {
  readonly nest: Nest;
  readonly axisOf: number[];
  readonly result: T;
}

/**
 * Builds a nest with a round for each element of `shape`. `build` is given the nest and the index along each axis. It starts with one dimension for each
 * axis, or with several of the lengths that `cuts` has for it, and is built anew with a dimension split whenever `build` throws `Refine`.
 */
export function nestOver<T>(
  context: LoweringContext,
  shape: Shape,
  build: (nest: Nest, indices: Affine[]) => T,
  cuts?: ReadonlyMap<number, readonly number[]>,
): Built<T> {
  const { result, ...rest } = nestInterleaved(context, shape, build, cuts, false);
  return { ...rest, result: result[0]! };
}

/** As `nestOver`, where one round may stand for several elements (see `Refine`): `build` is called for each of them, with the same nest. */
export function nestInterleaved<T>(
  context: LoweringContext,
  shape: Shape,
  build: (nest: Nest, indices: Affine[]) => T,
  cuts: ReadonlyMap<number, readonly number[]> = new Map(),
  interleaves = true,
): Built<T[]> {
  /** The lengths of the dimensions that go along each axis. */
  const parts = shape.map((length, axis) => [...(cuts.get(axis) ?? [length])]);
  /** How many neighbours along each axis one round does. */
  const steps = shape.map(() => 1);
  for (;;) {
    const nest = new Nest(context, parts.flat());
    const axisOf = parts.flatMap((lengths, axis) => lengths.map(() => axis));
    try {
      const elements = neighbours(indicesOver(parts, steps), steps);
      return { nest, axisOf, result: elements.map((indices) => build(nest, indices)) };
    } catch (signal) {
      if (!(signal instanceof Refine)) throw signal;
      const { dimension, inner, value } = signal;
      const axis = axisOf[dimension]!;
      const own = parts[axis]!;
      const within = dimension - axisOf.indexOf(axis);
      if (value === null) {
        own.splice(within, 1, own[within]! / inner, inner);
        continue;
      }
      const length = shape[axis]! / (steps[axis]! *= inner);
      if (!interleaves || !Number.isInteger(length)) throw new Materialize(value);
      parts[axis] = [length];
    }
  }
}

/** The index along each axis of the first element of a round, for dimensions of the lengths `parts` of which one round does `steps` neighbours. */
function indicesOver(parts: readonly (readonly number[])[], steps: readonly number[]): Affine[] {
  const dims = parts.flat().length;
  let d = 0;
  return parts.map((lengths, axis) => {
    const index = constantOf(0, dims);
    stridesOf(lengths).forEach((stride, i) => {
      index.strides[d++] = lengths[i] === 1 ? 0 : stride * steps[axis]!;
    });
    return index;
  });
}

/** The indices of all elements of a round: `steps` along each axis, from `first` on. */
function neighbours(first: Affine[], steps: readonly number[]): Affine[][] {
  return steps.reduce(
    (before, step, axis) =>
      Array.from({ length: step }, (_, i) =>
        before.map((indices) => indices.with(axis, shift(indices[axis]!, i))),
      ).flat(),
    [first],
  );
}
