import type { Contract, Convolution } from "../primitives.ts";
import { dtypeError, shapeError } from "../scope.ts";
import { broadcastShapes, printShape, type Shape } from "../shape.ts";
import type { InferRules, Type } from "./rule.ts";

function checkNumeric(name: string, a: Type, b: Type): void {
  if (a.dtype !== b.dtype || a.dtype === "bool") {
    throw dtypeError(name, `needs numeric inputs of one dtype; got ${a.dtype} and ${b.dtype}.`);
  }
}

/** The number of positions of a kernel along one spatial axis. */
function positions(length: number, kernel: number, axis: number, c: Convolution): number {
  const [low, high] = c.padding[axis]!;
  const spread = length === 0 ? 0 : (length - 1) * c.inputDilation[axis]! + 1;
  const covered = (kernel - 1) * c.kernelDilation[axis]! + 1;
  const room = spread + low + high - covered;
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

function checkConvolution(input: Shape, kernel: Shape, c: Convolution): void {
  const rank = input.length;
  const fail = (what: string): Error => shapeError("convolve", what);
  if (rank < 2 || kernel.length !== rank) {
    throw fail(
      `input and kernel need the same number of axes, at least 2; got ${printShape(input)} and ${printShape(kernel)}.`,
    );
  }
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

export const contract: InferRules<Contract> = {
  matmul: ([a, b], { dtype }): Type => {
    checkNumeric("matmul", a, b);
    if (a.shape.length < 2 || b.shape.length < 2) {
      throw shapeError(
        "matmul",
        `inputs need at least two axes; got ${printShape(a.shape)} and ${printShape(b.shape)}.`,
      );
    }
    const [rank, rank2] = [a.shape.length, b.shape.length];
    const [m, k] = [a.shape[rank - 2]!, a.shape[rank - 1]!];
    const [k2, n] = [b.shape[rank2 - 2]!, b.shape[rank2 - 1]!];
    if (k !== k2) {
      throw shapeError(
        "matmul",
        `inner lengths ${k} and ${k2} differ; got ${printShape(a.shape)} and ${printShape(b.shape)}.`,
      );
    }
    if (rank === 2 && rank2 === 2) return { shape: [m, n], dtype };
    const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
    if (batch === null) {
      throw shapeError(
        "matmul",
        `leading axes must broadcast; got ${printShape(a.shape)} and ${printShape(b.shape)}.`,
      );
    }
    return { shape: [...batch, m, n], dtype };
  },
  convolve: ([x, kernel], attributes): Type => {
    checkNumeric("convolve", x, kernel);
    checkConvolution(x.shape, kernel.shape, attributes);
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
};
