import type { Movement } from "../primitives.ts";
import { dtypeError, shapeError } from "../scope.ts";
import { printShape, type Shape, sizeOf, span } from "../shape.ts";
import { checkAxis, checkLengths, checkVector } from "./checks.ts";
import type { InferRules } from "./rule.ts";
import type { Type } from "../type.ts";

/** Checks that a part of `sizes` and `steps` fits into `whole`. */
function checkFits(name: string, whole: Shape, sizes: Shape, steps: readonly number[]): void {
  const rank = whole.length;
  if (sizes.length !== rank || steps.length !== rank) {
    throw shapeError(
      name,
      `needs one size and one step for each axis; got sizes ${printShape(sizes)} and steps ${printShape(steps)} for ${printShape(whole)}.`,
    );
  }
  checkLengths(name, sizes);
  for (let axis = 0; axis < rank; axis++) {
    const [length, step] = [whole[axis]!, steps[axis]!];
    if (!Number.isInteger(step) || step < 1) {
      throw shapeError(name, `steps must be integers from 1; got ${printShape(steps)}.`);
    }
    if (span(sizes[axis]!, step) > length) {
      throw shapeError(
        name,
        `${sizes[axis]} elements ${step} apart must fit into axis ${axis}; got ${printShape(whole)}.`,
      );
    }
  }
}

export const movement: InferRules<Exclude<Movement, "windows" | "fold" | "argsort">> = {
  reshape: ([x], { shape }, name): Type => {
    checkLengths(name, shape);
    if (sizeOf(shape) !== sizeOf(x.shape)) {
      throw shapeError(
        name,
        `the number of elements must stay the same; got ${printShape(x.shape)} to ${printShape(shape)}.`,
      );
    }
    return { shape, dtype: x.dtype };
  },
  permute: ([x], { axes }, name): Type => {
    const wanted = x.shape.map((_, axis) => axis);
    if (axes.length !== wanted.length || !wanted.every((axis) => axes.includes(axis))) {
      throw shapeError(
        name,
        `axes must name every axis once; got axes ${printShape(axes)} of ${printShape(x.shape)}.`,
      );
    }
    return { shape: axes.map((axis) => x.shape[axis]!), dtype: x.dtype };
  },
  expand: ([x], { shape }, name): Type => {
    checkLengths(name, shape);
    const lead = shape.length - x.shape.length;
    if (
      lead < 0 ||
      !x.shape.every((length, axis) => length === 1 || length === shape[lead + axis])
    ) {
      throw shapeError(
        name,
        `only axes of length 1 and new leading axes can grow; got ${printShape(x.shape)} to ${printShape(shape)}.`,
      );
    }
    return { shape, dtype: x.dtype };
  },
  flip: ([x], { axes }, name): Type => {
    for (const axis of axes) checkAxis(name, axis, x);
    return { shape: x.shape, dtype: x.dtype };
  },
  slice: ([x, starts], { sizes, steps }, name): Type => {
    checkVector(name, "starts", starts, x.shape.length);
    checkFits(name, x.shape, sizes, steps);
    return { shape: sizes, dtype: x.dtype };
  },
  pad: ([x, starts], { shape, steps }, name): Type => {
    checkVector(name, "starts", starts, x.shape.length);
    checkLengths(name, shape);
    checkFits(name, shape, x.shape, steps);
    return { shape, dtype: x.dtype };
  },
  concatenate: (inputs, { axis }, name): Type => {
    const [first] = inputs;
    if (first === undefined) throw shapeError(name, "needs at least one input; got none.");
    checkAxis(name, axis, first);
    const shape = [...first.shape];
    shape[axis] = 0;
    for (const input of inputs) {
      const alike =
        input.shape.length === shape.length &&
        input.shape.every((length, a) => a === axis || length === first.shape[a]);
      if (!alike) {
        throw shapeError(
          name,
          `shapes must be equal except along axis ${axis}; got ${printShape(first.shape)} and ${printShape(input.shape)}.`,
        );
      }
      if (input.dtype !== first.dtype) {
        throw dtypeError(name, `needs inputs of one dtype; got ${first.dtype} and ${input.dtype}.`);
      }
      shape[axis]! += input.shape[axis]!;
    }
    return { shape, dtype: first.dtype };
  },
  take: ([x, indices], { axis }, name): Type => {
    checkAxis(name, axis, x);
    checkVector(name, "indices", indices, null);
    return { shape: x.shape.with(axis, indices.shape[0]!), dtype: x.dtype };
  },
  scatterAdd: ([updates, indices], { axis, length }, name): Type => {
    checkAxis(name, axis, updates);
    checkVector(name, "indices", indices, updates.shape[axis]!);
    checkLengths(name, [length]);
    if (updates.dtype === "bool") throw dtypeError(name, "needs numeric updates; got bool.");
    return { shape: updates.shape.with(axis, length), dtype: updates.dtype };
  },
};
