import { dtypeError, shapeError } from "../scope.ts";
import { printShape, type Shape } from "../shape.ts";
import type { Type } from "../type.ts";

/** Positions are int32 in programs. */
function isLength(length: number): boolean {
  return length >= 0 && length === (length | 0);
}

/**
 * Throws a `ShapeError` in the name of an operation unless all lengths are integers from 0 that int32 holds.
 *
 * ```ts
 * import { checkLengths } from "@chainrule/graph";
 *
 * checkLengths("zeros", [2, -1]); // throws zeros: lengths must be integers from 0 to 2³¹ − 1; got [2, -1].
 * ```
 */
export function checkLengths(name: string, shape: Shape): void {
  let fits = true;
  for (let axis = 0; axis < shape.length; axis++) fits &&= isLength(shape[axis]!);
  if (fits) return;
  throw shapeError(name, `lengths must be integers from 0 to 2³¹ − 1; got ${printShape(shape)}.`);
}

/** Throws unless `axis` is an axis of `x`. */
export function checkAxis(name: string, axis: number, x: Type): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= x.shape.length) {
    throw shapeError(
      name,
      `axis must be one of the input's; got axis ${axis} of ${printShape(x.shape)}.`,
    );
  }
}

/** Throws unless `vector`, which errors call `what`, is an int32 vector of `length` elements, or of any number where that is `null`. */
export function checkVector(name: string, what: string, vector: Type, length: number | null): void {
  if (vector.dtype !== "int32") {
    throw dtypeError(name, `${what} must be int32; got ${vector.dtype}.`);
  }
  if (vector.shape.length !== 1 || (length !== null && vector.shape[0] !== length)) {
    const needed = length === null ? "one axis" : `shape [${length}]`;
    throw shapeError(name, `${what} must have ${needed}; got ${printShape(vector.shape)}.`);
  }
}

/** Throws unless both inputs are of one dtype, other than bool. */
export function checkNumeric(name: string, a: Type, b: Type): void {
  if (a.dtype !== b.dtype || a.dtype === "bool") {
    throw dtypeError(name, `needs numeric inputs of one dtype; got ${a.dtype} and ${b.dtype}.`);
  }
}
