import type { Movement, Windows } from "../primitives.ts";
import { dtypeError, shapeError } from "../scope.ts";
import { printShape, sameShape, type Shape, sizeOf } from "../shape.ts";
import type { InferRules, Type } from "./rule.ts";

function isLength(length: number): boolean {
  return Number.isInteger(length) && length >= 0;
}

function checkLengths(name: string, shape: Shape): void {
  let fits = true;
  for (let axis = 0; axis < shape.length; axis++) fits &&= isLength(shape[axis]!);
  if (fits) return;
  throw shapeError(name, `lengths must be integers from 0; got ${printShape(shape)}.`);
}

function checkAxis(name: string, axis: number, x: Type): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= x.shape.length) {
    throw shapeError(
      name,
      `axis must be one of the input's; got axis ${axis} of ${printShape(x.shape)}.`,
    );
  }
}

function checkVector(name: string, what: string, vector: Type, length: number | null): void {
  if (vector.dtype !== "int32") {
    throw dtypeError(name, `${what} must be int32; got ${vector.dtype}.`);
  }
  if (vector.shape.length !== 1 || (length !== null && vector.shape[0] !== length)) {
    const needed = length === null ? "one axis" : `shape [${length}]`;
    throw shapeError(name, `${what} must have ${needed}; got ${printShape(vector.shape)}.`);
  }
}

/** The span that `size` elements, `step` apart, cover. */
function span(size: number, step: number): number {
  return size === 0 ? 0 : (size - 1) * step + 1;
}

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

/** How many windows fit along each axis of `w.axes`, then their sizes. */
function windowsShape(name: string, shape: Shape, w: Windows): number[] {
  const { axes, sizes, strides, dilations } = w;
  const n = axes.length;
  if (
    sizes.length !== n ||
    strides.length !== n ||
    dilations.length !== n ||
    new Set(axes).size !== n
  ) {
    throw shapeError(
      name,
      `needs one size, stride and dilation for each of different axes; got axes ${printShape(axes)}, sizes ${printShape(sizes)}, strides ${printShape(strides)}, dilations ${printShape(dilations)}.`,
    );
  }
  const result = [...shape];
  axes.forEach((axis, i) => {
    checkAxis(name, axis, { shape, dtype: "float32" });
    const [size, stride, dilation] = [sizes[i]!, strides[i]!, dilations[i]!];
    if (![size, stride, dilation].every((value) => Number.isInteger(value) && value >= 1)) {
      throw shapeError(
        name,
        `sizes, strides and dilations must be integers from 1; got ${size}, ${stride} and ${dilation} for axis ${axis}.`,
      );
    }
    const length = shape[axis]!;
    const covered = span(size, dilation);
    if (covered > length) {
      throw shapeError(
        name,
        `a window of ${size} elements ${dilation} apart must fit into axis ${axis}; got ${printShape(shape)}.`,
      );
    }
    result[axis] = Math.floor((length - covered) / stride) + 1;
  });
  return [...result, ...sizes];
}

export const movement: InferRules<Movement> = {
  reshape: ([x], { shape }): Type => {
    checkLengths("reshape", shape);
    if (sizeOf(shape) !== sizeOf(x.shape)) {
      throw shapeError(
        "reshape",
        `the number of elements must stay the same; got ${printShape(x.shape)} to ${printShape(shape)}.`,
      );
    }
    return { shape, dtype: x.dtype };
  },
  permute: ([x], { axes }): Type => {
    const wanted = x.shape.map((_, axis) => axis);
    if (axes.length !== wanted.length || !wanted.every((axis) => axes.includes(axis))) {
      throw shapeError(
        "permute",
        `axes must name every axis once; got axes ${printShape(axes)} of ${printShape(x.shape)}.`,
      );
    }
    return { shape: axes.map((axis) => x.shape[axis]!), dtype: x.dtype };
  },
  expand: ([x], { shape }): Type => {
    checkLengths("expand", shape);
    const lead = shape.length - x.shape.length;
    if (
      lead < 0 ||
      !x.shape.every((length, axis) => length === 1 || length === shape[lead + axis])
    ) {
      throw shapeError(
        "expand",
        `only axes of length 1 and new leading axes can grow; got ${printShape(x.shape)} to ${printShape(shape)}.`,
      );
    }
    return { shape, dtype: x.dtype };
  },
  flip: ([x], { axes }): Type => {
    for (const axis of axes) checkAxis("flip", axis, x);
    return { shape: x.shape, dtype: x.dtype };
  },
  slice: ([x, starts], { sizes, steps }): Type => {
    checkVector("slice", "starts", starts, x.shape.length);
    checkFits("slice", x.shape, sizes, steps);
    return { shape: sizes, dtype: x.dtype };
  },
  pad: ([x, starts], { shape, steps }): Type => {
    checkVector("pad", "starts", starts, x.shape.length);
    checkLengths("pad", shape);
    checkFits("pad", shape, x.shape, steps);
    return { shape, dtype: x.dtype };
  },
  windows: ([x], attributes): Type => ({
    shape: windowsShape("windows", x.shape, attributes),
    dtype: x.dtype,
  }),
  fold: ([x], attributes): Type => {
    checkLengths("fold", attributes.shape);
    const wanted = windowsShape("fold", attributes.shape, attributes);
    if (!sameShape(wanted, x.shape)) {
      throw shapeError(
        "fold",
        `the windows of ${printShape(attributes.shape)} have shape ${printShape(wanted)}; got ${printShape(x.shape)}.`,
      );
    }
    if (x.dtype === "bool") throw dtypeError("fold", "needs a numeric input; got bool.");
    return { shape: attributes.shape, dtype: x.dtype };
  },
  concatenate: (inputs, { axis }): Type => {
    const [first] = inputs;
    if (first === undefined) throw shapeError("concatenate", "needs at least one input; got none.");
    checkAxis("concatenate", axis, first);
    const shape = [...first.shape];
    shape[axis] = 0;
    for (const input of inputs) {
      const alike =
        input.shape.length === shape.length &&
        input.shape.every((length, a) => a === axis || length === first.shape[a]);
      if (!alike) {
        throw shapeError(
          "concatenate",
          `shapes must be equal except along axis ${axis}; got ${printShape(first.shape)} and ${printShape(input.shape)}.`,
        );
      }
      if (input.dtype !== first.dtype) {
        throw dtypeError(
          "concatenate",
          `needs inputs of one dtype; got ${first.dtype} and ${input.dtype}.`,
        );
      }
      shape[axis]! += input.shape[axis]!;
    }
    return { shape, dtype: first.dtype };
  },
  take: ([x, indices], { axis }): Type => {
    checkAxis("take", axis, x);
    checkVector("take", "indices", indices, null);
    return { shape: x.shape.with(axis, indices.shape[0]!), dtype: x.dtype };
  },
  argsort: ([x], { axis }): Type => {
    checkAxis("argsort", axis, x);
    return { shape: x.shape, dtype: "int32" };
  },
  scatterAdd: ([updates, indices], { axis, length }): Type => {
    checkAxis("scatterAdd", axis, updates);
    checkVector("scatterAdd", "indices", indices, updates.shape[axis]!);
    checkLengths("scatterAdd", [length]);
    if (updates.dtype === "bool")
      throw dtypeError("scatterAdd", "needs numeric updates; got bool.");
    return { shape: updates.shape.with(axis, length), dtype: updates.dtype };
  },
};
