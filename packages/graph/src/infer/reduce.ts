import type { Reduce } from "../primitives.ts";
import { dtypeError, shapeError } from "../scope.ts";
import { printShape } from "../shape.ts";
import type { InferRules } from "./rule.ts";
import type { Type } from "../type.ts";

/** The shape of `x` without `axes`, which must be axes of `x`, in order and without repeats. */
function without(name: string, x: Type, axes: readonly number[]): number[] {
  const { shape } = x;
  const left = shape.slice(0, Math.max(0, shape.length - axes.length));
  let next = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    if (axis === axes[next]) next++;
    else left[axis - next] = shape[axis]!;
  }
  // Axes out of order, twice, or of no axis are never come to.
  if (next === axes.length) return left;
  throw shapeError(
    name,
    `axes must be different axes of the input, in order; got axes ${printShape(axes)} of ${printShape(shape)}.`,
  );
}

/** A reduction of an empty axis has a value only where the operation has a neutral element. */
function nonEmpty(name: string, x: Type, axes: readonly number[]): void {
  if (axes.some((axis) => x.shape[axis] === 0)) {
    throw shapeError(
      name,
      `a reduced axis must not be empty; got axes ${printShape(axes)} of ${printShape(x.shape)}.`,
    );
  }
}

type Rule<Attributes> = (inputs: readonly [Type], attributes: Attributes, name: string) => Type;

const sum: Rule<{ readonly axes: readonly number[] }> = ([x], { axes }, name) => {
  if (x.dtype === "bool" || x.dtype === "uint8") {
    throw dtypeError(name, `needs int32 or a floating dtype; got ${x.dtype}.`);
  }
  return { shape: without(name, x, axes), dtype: x.dtype };
};

const extreme: Rule<{ readonly axes: readonly number[] }> = ([x], { axes }, name) => {
  const shape = without(name, x, axes);
  nonEmpty(name, x, axes);
  return { shape, dtype: x.dtype };
};

const position: Rule<{ readonly axis: number }> = ([x], { axis }, name) => ({
  shape: extreme([x], { axes: [axis] }, name).shape,
  dtype: "int32",
});

export const reduce: InferRules<Reduce> = {
  sum,
  prod: sum,
  max: extreme,
  min: extreme,
  argmax: position,
  argmin: position,
};
