import {
  type Attributes,
  type Inputs,
  type Primitive,
  type Shape,
  stridesOf,
  type Type,
  type TypedArray,
} from "@chainrule/graph";

/** The elements of a value, in row-major order, and their type. */
export interface Value extends Type {
  readonly data: TypedArray;
}

/** Computes a primitive into `out`, whose elements are zero and whose type was inferred. */
export type Kernel<P extends Primitive> = (
  inputs: Inputs<P, Value>,
  attributes: Attributes<P>,
  out: Value,
) => void;

/** One kernel for each primitive of a family. */
export type Kernels<Family extends Primitive = Primitive> = {
  readonly [P in Family]: Kernel<P>;
};

/** Where each element of `shape`, in row-major order, stands when its axes are `strides` apart and the first is at `start`. */
export function places(shape: Shape, strides: readonly number[], start = 0): number[] {
  let result = [start];
  shape.forEach((length, axis) => {
    const next: number[] = [];
    for (const place of result) {
      for (let i = 0; i < length; i++) next.push(place + i * strides[axis]!);
    }
    result = next;
  });
  return result;
}

/** The places in `shape` of the elements that it repeats to become `out`. */
export function broadcast(shape: Shape, out: Shape): number[] {
  const lead = out.length - shape.length;
  const strides = stridesOf(shape);
  return places(
    out,
    out.map((_, axis) => (axis < lead || shape[axis - lead] === 1 ? 0 : strides[axis - lead]!)),
  );
}
