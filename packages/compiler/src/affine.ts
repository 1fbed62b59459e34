import { Refine } from "./signals.ts";

/** A start that is known only when the program runs: element `element` of `buffer`, clamped to `[0, max]`, times `scale`. */
export interface Dynamic {
  readonly buffer: number;
  readonly element: number;
  readonly max: number;
  readonly scale: number;
}

/** `offset + Σ strides[d]·i_d + Σ dynamic`, for the counters `i_d` of a loop nest. */
export interface Affine {
  readonly offset: number;
  readonly strides: readonly number[];
  readonly dynamic: readonly Dynamic[];
}

/** An expression without counters, in a nest of `dims` dimensions. */
export function constantOf(offset: number, dims: number): Affine & { readonly strides: number[] } {
  const strides: number[] = [];
  while (strides.length < dims) strides.push(0);
  return { offset, strides, dynamic: [] };
}

/** The counter of dimension `d`. */
export function counterOf(d: number, dims: number): Affine {
  const counter = constantOf(0, dims);
  counter.strides[d] = 1;
  return counter;
}

export function shift(a: Affine, by: number): Affine {
  return by === 0 ? a : { ...a, offset: a.offset + by };
}

/** `Σ weights[i]·indices[i]`. */
export function combine(
  indices: readonly Affine[],
  weights: readonly number[],
  dims: number,
): Affine {
  const { strides } = constantOf(0, dims);
  const dynamic: Dynamic[] = [];
  let offset = 0;
  indices.forEach((index, i) => {
    const by = weights[i]!;
    offset += index.offset * by;
    for (let d = 0; d < dims; d++) strides[d]! += index.strides[d]! * by;
    for (const term of index.dynamic) dynamic.push({ ...term, scale: term.scale * by });
  });
  return { offset, strides, dynamic };
}

export function scale(a: Affine, by: number): Affine {
  return combine([a], [by], a.strides.length);
}

/** A text that is equal for equal expressions. */
export function affineKey(a: Affine): string {
  const dynamic = a.dynamic.map((t) => `${t.buffer}.${t.element}.${t.max}.${t.scale}`).join("+");
  return `${a.offset}:${a.strides.join()}:${dynamic}`;
}

/**
 * The index along each axis of a value of shape `lengths` of the element at a row-major `position`, in a nest of `sizes`. `null` where they are no affine
 * expressions; throws `Refine` where they are once a loop dimension is split.
 */
export function delinearize(
  position: Affine,
  lengths: readonly number[],
  sizes: readonly number[],
): Affine[] | null {
  if (position.dynamic.length > 0 || position.offset < 0) return null;
  if (position.strides.some((stride, d) => stride < 0 && sizes[d]! > 1)) return null;
  const indices: Affine[] = [];
  let rest = position;
  for (const length of lengths.slice(1).toReversed()) {
    const divided = divide(rest, length, sizes);
    if (divided === null) return null;
    const [quotient, remainder] = divided;
    indices.unshift(remainder);
    rest = quotient;
  }
  return lengths.length === 0 ? [] : [rest, ...indices];
}

/** `x / length`, rounded down, and `x % length`, as `delinearize` says. */
function divide(
  { offset, strides }: Affine,
  length: number,
  sizes: readonly number[],
): [quotient: Affine, remainder: Affine] | null {
  const quotient = constantOf(Math.floor(offset / length), sizes.length);
  const remainder = constantOf(offset % length, sizes.length);
  let largest = remainder.offset;
  strides.forEach((stride, d) => {
    if (sizes[d] === 1) return;
    if (stride % length === 0) {
      quotient.strides[d] = stride / length;
    } else {
      remainder.strides[d] = stride;
      largest += stride * (sizes[d]! - 1);
    }
  });
  if (largest < length) return [quotient, remainder];
  remainder.strides.forEach((stride, d) => {
    const inner = length / stride;
    const splits = inner > 1 && inner < sizes[d]! && sizes[d]! % inner === 0;
    if (splits && Number.isInteger(inner)) throw new Refine(d, inner);
  });
  return null;
}
