import type { Convolution, Windows } from "../primitives.ts";
import { dtypeError, shapeError } from "../scope.ts";
import { printShape, sameShape, type Shape, span } from "../shape.ts";
import { checkAxis, checkLengths, checkNumeric } from "./checks.ts";
import type { InferRules } from "./rule.ts";
import type { Type } from "../type.ts";

/** The number of positions of a kernel along one spatial axis. */
function positions(length: number, kernel: number, axis: number, c: Convolution): number {
  const [low, high] = c.padding[axis]!;
  const covered = (kernel - 1) * c.kernelDilation[axis]! + 1;
  const room = span(length, c.inputDilation[axis]!) + low + high - covered;
  return room < 0 ? 0 : Math.floor(room / c.strides[axis]!) + 1;
}

function isPermutation(axes: readonly number[], rank: number): boolean {
  for (let axis = 0; axis < rank; axis++) if (!axes.includes(axis)) return false;
  return axes.length === rank;
}

function areCounts(counts: readonly number[]): boolean {
  for (const count of counts) if (!Number.isInteger(count) || count < 1) return false;
  return true;
}

function fail(what: string): Error {
  return shapeError("convolve", what);
}

/** Throws unless a convolution names each of `rank` axes once, and says something of each spatial one. */
function checkAttributes(rank: number, c: Convolution): void {
  for (const role of ["input", "kernel", "output"] as const) {
    if (!isPermutation(c.roles[role], rank)) {
      throw fail(
        `the ${role} roles must name each of ${rank} axes once; got ${printShape(c.roles[role])}.`,
      );
    }
  }
  const spatial = rank - 2;
  const fits =
    c.strides.length === spatial &&
    c.padding.length === spatial &&
    c.inputDilation.length === spatial &&
    c.kernelDilation.length === spatial;
  if (!fits) {
    throw fail(
      `strides, padding and dilations need one entry for each of ${spatial} spatial axes.`,
    );
  }
  const countable =
    areCounts(c.strides) && areCounts(c.inputDilation) && areCounts(c.kernelDilation);
  if (!countable || !areCounts([c.groups, c.batchGroups])) {
    throw fail("strides, dilations and groups must be integers from 1.");
  }
  for (const [low, high] of c.padding) {
    if (!Number.isInteger(low) || !Number.isInteger(high)) {
      throw fail("padding must be integers.");
    }
  }
  if (c.groups > 1 && c.batchGroups > 1) {
    throw fail(
      `only one of groups and batch groups may exceed 1; got ${c.groups} and ${c.batchGroups}.`,
    );
  }
}

/** Throws unless the kernel has the input's channels, and the groups divide them. */
function checkChannels(input: Shape, kernel: Shape, c: Convolution): void {
  const [batch, features] = [input[c.roles.input[0]!]!, input[c.roles.input[1]!]!];
  const [out, perGroup] = [kernel[c.roles.kernel[0]!]!, kernel[c.roles.kernel[1]!]!];
  if (features !== perGroup * c.groups) {
    throw fail(
      `the input must have ${perGroup * c.groups} channels (${perGroup} in each of ${c.groups} groups); got ${features}, with input ${printShape(input)} and kernel ${printShape(kernel)}.`,
    );
  }
  if (out % c.groups !== 0 || out % c.batchGroups !== 0 || batch % c.batchGroups !== 0) {
    throw fail(
      `groups must divide the ${out} output channels, and batch groups those and the batch of ${batch}; got ${c.groups} groups and ${c.batchGroups} batch groups.`,
    );
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

/** The rules of primitives over windows, which images need: of `contract` and `movement`. */
export const images: InferRules<"convolve" | "windows" | "fold"> = {
  convolve: ([x, kernel], attributes, name): Type => {
    checkNumeric(name, x, kernel);
    const rank = x.shape.length;
    if (rank < 2 || kernel.shape.length !== rank) {
      throw fail(
        `input and kernel need the same number of axes, at least 2; got ${printShape(x.shape)} and ${printShape(kernel.shape)}.`,
      );
    }
    checkAttributes(rank, attributes);
    checkChannels(x.shape, kernel.shape, attributes);
    const { roles, batchGroups, dtype } = attributes;
    const shape = [...x.shape];
    shape[roles.output[0]!] = x.shape[roles.input[0]!]! / batchGroups;
    shape[roles.output[1]!] = kernel.shape[roles.kernel[0]!]!;
    attributes.strides.forEach((_, axis) => {
      const length = x.shape[roles.input[axis + 2]!]!;
      const taps = kernel.shape[roles.kernel[axis + 2]!]!;
      shape[roles.output[axis + 2]!] = positions(length, taps, axis, attributes);
    });
    return { shape, dtype };
  },
  windows: ([x], attributes, name): Type => ({
    shape: windowsShape(name, x.shape, attributes),
    dtype: x.dtype,
  }),
  fold: ([x], attributes, name): Type => {
    checkLengths(name, attributes.shape);
    const wanted = windowsShape(name, attributes.shape, attributes);
    if (!sameShape(wanted, x.shape)) {
      throw shapeError(
        name,
        `the windows of ${printShape(attributes.shape)} have shape ${printShape(wanted)}; got ${printShape(x.shape)}.`,
      );
    }
    if (x.dtype === "bool") throw dtypeError(name, "needs a numeric input; got bool.");
    return { shape: attributes.shape, dtype: x.dtype };
  },
};
