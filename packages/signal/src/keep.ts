import { allocate, sizeOf } from "@chainrule/graph";
import { fromData, type Shape, type Tensor } from "@chainrule/tensor";
import type { Complex } from "./complex.ts";
import type { FloatingDType } from "./shapes.ts";

/** How many elements are kept, of those used last. */
const capacity = 2 ** 22;
let size = 0;

/** Constants by their names, in the order of their last use. */
const kept = new Map<string, Constant>();

/** Tensors of one shape: of real numbers one, of complex ones two. */
interface Constant {
  readonly parts: readonly Tensor[];
  readonly size: number;
}

/** The constant `name`, of `shape`, whose element `i` is what `element` gives: it is computed in float64 unless it is kept, and rounded to its dtype. */
export function keep(
  name: string,
  shape: Shape,
  dtype: FloatingDType,
  element: (i: number) => number,
): Tensor {
  return keepParts(name, shape, dtype, 1, (i) => [element(i)])[0]!;
}

/** As `keep`, of complex numbers. */
export function keepComplex(
  name: string,
  shape: Shape,
  dtype: FloatingDType,
  element: (i: number) => readonly [real: number, imaginary: number],
): Complex {
  const [real, imaginary] = keepParts(name, shape, dtype, 2, element);
  return { real: real!, imaginary: imaginary! };
}

function keepParts(
  name: string,
  shape: Shape,
  dtype: FloatingDType,
  count: number,
  element: (i: number) => readonly number[],
): readonly Tensor[] {
  const key = `${name} ${dtype}`;
  let found = kept.get(key);
  if (found === undefined) {
    const length = sizeOf(shape);
    const arrays = Array.from({ length: count }, () => allocate(dtype, length));
    for (let i = 0; i < length; i++) {
      const values = element(i);
      arrays.forEach((array, part) => (array[i] = values[part]!));
    }
    const parts = arrays.map((array): Tensor => fromData(array, shape, dtype));
    found = { parts, size: count * length };
    size += found.size;
  }
  kept.delete(key);
  kept.set(key, found);
  for (const [oldest, constant] of kept) {
    if (size <= capacity || oldest === key) break;
    kept.delete(oldest);
    size -= constant.size;
  }
  return found.parts;
}
