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
 * The index along each axis of a value of shape `lengths` of the element at a row-major `position`, in a nest of `sizes`: what `x / length` and
 * `x % length` would give, as affine expressions. `null` where they are none; throws `Refine` where they are once a loop dimension is split.
 */
export function delinearize(
  position: Affine,
  lengths: readonly number[],
  sizes: readonly number[],
): Affine[] | null {
  if (position.dynamic.length > 0 || position.offset < 0) return null;
  if (position.strides.some((stride, d) => stride < 0 && sizes[d]! > 1)) return null;
  const result: Affine[] = [];
  let rest = { offset: position.offset, strides: [...position.strides] };
  for (let axis = lengths.length - 1; axis > 0; axis--) {
    const length = lengths[axis]!;
    const inner = { offset: rest.offset % length, strides: rest.strides.map(() => 0) };
    const outer = { offset: Math.floor(rest.offset / length), strides: rest.strides.map(() => 0) };
    let largest = inner.offset;
    rest.strides.forEach((stride, d) => {
      if (stride === 0 || sizes[d] === 1) return;
      if (stride % length === 0) {
        outer.strides[d] = stride / length;
      } else {
        inner.strides[d] = stride;
        largest += stride * (sizes[d]! - 1);
      }
    });
    if (largest >= length) {
      inner.strides.forEach((stride, d) => {
        const part = length / stride;
        if (
          stride > 0 &&
          part > 1 &&
          part < sizes[d]! &&
          Number.isInteger(part) &&
          sizes[d]! % part === 0
        ) {
          throw new Refine(d, part);
        }
      });
      return null;
    }
    result.unshift({ ...inner, dynamic: [] });
    rest = outer;
  }
  if (lengths.length > 0) result.unshift({ ...rest, dynamic: [] });
  return result;
}
