import {
  isFloating,
  kindOf,
  printShape,
  promote,
  sameShape,
  type Shape,
  shapeError,
} from "@chainrule/graph";
import { asTensor, type Operand, type Tensor } from "@chainrule/tensor";

/** Complex numbers whose imaginary parts may all be 0. */
export interface Numbers {
  readonly real: Tensor;
  readonly imaginary: Tensor | null;
}

/** The parts of real or complex numbers, of one shape and one floating dtype. */
export function numbersOf(name: string, x: unknown): Numbers {
  if (!isComplex(x)) return { real: floating(asTensor(x as Operand)), imaginary: null };
  const [a, b] = [asTensor(x.real as Operand), asTensor(x.imaginary as Operand)] as [
    Tensor,
    Tensor,
  ];
  if (!sameShape(a.shape, b.shape)) {
    throw shapeError(
      name,
      `real and imaginary parts must have the same shape; got ${printShape(a.shape)} and ${printShape(b.shape)}.`,
    );
  }
  const dtype = promote(a.dtype, b.dtype);
  return { real: floating(a.cast(dtype)), imaginary: floating(b.cast(dtype)) };
}

function isComplex(x: unknown): x is { readonly real: unknown; readonly imaginary: unknown } {
  return typeof x === "object" && x !== null && "real" in x && "imaginary" in x;
}

/** `x` as it is where it is floating, else as float32. */
function floating(x: Tensor): Tensor {
  return isFloating(x.dtype) ? x : x.cast("float32");
}

/** The numbers of real ones, as floating. */
export function realOf(x: Operand): Tensor {
  return floating(asTensor(x));
}

/** `axis`, counted from the front. Throws where there is no such axis. */
export function axisOf(name: string, axis: number, shape: Shape): number {
  const rank = shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw shapeError(
      name,
      `axis must be one of the input's; got axis ${axis} of ${printShape(shape)}.`,
    );
  }
  return axis < 0 ? axis + rank : axis;
}

/** Throws unless `value`, which errors call `what`, is a whole number from `least`. */
export function checkCount(name: string, what: string, value: unknown, least = 1): void {
  if (Number.isInteger(value) && (value as number) >= least) return;
  const got = typeof value === "number" ? value : kindOf(value);
  throw new RangeError(`${name}: ${what} must be a whole number from ${least}; got ${got}.`);
}
