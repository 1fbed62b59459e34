import {
  Node,
  operation,
  printShape,
  sameShape,
  type Shape,
  shapeError,
  sizeOf,
  type Windows,
} from "@chainrule/graph";
import { asNode, cast, constant, type Input, vector } from "../operand.ts";
import { promote } from "@chainrule/graph";
import { axesOf, axisOf, newAxisOf } from "./axes.ts";
import { where } from "./elementwise.ts";

/** `wanted` with its −1 replaced by the length that keeps the number of elements. */
function resolve(shape: Shape, wanted: Shape): Shape {
  const open = wanted.indexOf(-1);
  if (open < 0) return wanted;
  if (wanted.includes(-1, open + 1)) {
    throw shapeError("reshape", `at most one length may be -1; got ${printShape(wanted)}.`);
  }
  const rest = wanted.reduce((size, length) => (length === -1 ? size : size * length), 1);
  const length = sizeOf(shape) / rest;
  if (rest === 0 || !Number.isInteger(length)) {
    throw shapeError(
      "reshape",
      `no length fits -1 so that the number of elements stays the same; got ${printShape(shape)} to ${printShape(wanted)}.`,
    );
  }
  return wanted.with(open, length);
}

export function reshape(x: Node, shape: Shape): Node {
  const wanted = resolve(x.shape, shape);
  return sameShape(x.shape, wanted) ? x : Node.apply("reshape", [x], { shape: [...wanted] });
}

export function flatten(x: Node, startAxis = 0, endAxis = -1): Node {
  return operation("flatten", () => {
    if (x.shape.length === 0) return reshape(x, [1]);
    const start = axisOf("flatten", startAxis, x.shape);
    const end = axisOf("flatten", endAxis, x.shape);
    if (start > end) {
      throw shapeError(
        "flatten",
        `the start axis must not come after the end axis; got ${startAxis} and ${endAxis} of ${printShape(x.shape)}.`,
      );
    }
    const middle = sizeOf(x.shape.slice(start, end + 1));
    return reshape(x, [...x.shape.slice(0, start), middle, ...x.shape.slice(end + 1)]);
  });
}

export function permute(x: Node, axes: readonly number[]): Node {
  const rank = x.shape.length;
  const found = axes.map((axis) => axisOf("permute", axis, x.shape));
  if (found.length !== rank || new Set(found).size !== rank) {
    throw shapeError(
      "permute",
      `axes must name every axis once; got axes ${printShape(axes)} of ${printShape(x.shape)}.`,
    );
  }
  return found.every((axis, i) => axis === i) ? x : Node.apply("permute", [x], { axes: found });
}

export function transpose(x: Node, axes?: readonly number[]): Node {
  return operation("transpose", () =>
    permute(x, axes ?? x.shape.map((_, axis) => axis).toReversed()),
  );
}

export function matrixTranspose(name: string, x: Node): Node {
  return operation(name, () => {
    const rank = x.shape.length;
    if (rank < 2) {
      throw shapeError(name, `needs at least two axes; got ${printShape(x.shape)}.`);
    }
    return permute(x, [...x.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2));
  });
}

export function squeeze(x: Node, axis?: number | readonly number[]): Node {
  return operation("squeeze", () => {
    if (axis === undefined)
      return reshape(
        x,
        x.shape.filter((length) => length !== 1),
      );
    const axes = axesOf("squeeze", typeof axis === "number" ? [axis] : axis, x.shape);
    for (const a of axes) {
      if (x.shape[a] !== 1) {
        throw shapeError(
          "squeeze",
          `only axes of length 1 can go; got axis ${a} of ${printShape(x.shape)}.`,
        );
      }
    }
    return reshape(
      x,
      x.shape.filter((_, a) => !axes.includes(a)),
    );
  });
}

export function unsqueeze(x: Node, axis: number): Node {
  return operation("unsqueeze", () => {
    const at = newAxisOf("unsqueeze", axis, x.shape);
    return reshape(x, x.shape.toSpliced(at, 0, 1));
  });
}

export function expand(x: Node, shape: Shape): Node {
  return sameShape(x.shape, shape) ? x : Node.apply("expand", [x], { shape: [...shape] });
}

export function flip(x: Node, axes?: number | readonly number[]): Node {
  const list = axes === undefined ? [...x.shape.keys()] : typeof axes === "number" ? [axes] : axes;
  const found = axesOf("flip", list, x.shape);
  return found.length === 0 ? x : Node.apply("flip", [x], { axes: found });
}

/** A position along an axis of `length` that may count from the end, kept within the axis. */
function clampPosition(position: number, length: number): number {
  const from = position < 0 ? position + length : position;
  return Math.min(Math.max(from, 0), length);
}

export function slice(
  x: Node,
  starts: readonly number[],
  ends: readonly (number | undefined)[] = [],
  steps: readonly number[] = [],
): Node {
  return operation("slice", () => {
    const { shape } = x;
    const given = Math.max(starts.length, ends.length, steps.length);
    if (given > shape.length) {
      throw shapeError(
        "slice",
        `there must be no more positions than axes; got ${given} for ${printShape(shape)}.`,
      );
    }
    for (const position of [...starts, ...ends]) {
      if (position !== undefined && position !== Infinity && !Number.isInteger(position)) {
        throw shapeError("slice", `positions must be integers; got ${position}.`);
      }
    }
    const strides = shape.map((_, axis) => steps[axis] ?? 1);
    const from = shape.map((length, axis) => clampPosition(starts[axis] ?? 0, length));
    const sizes = shape.map((length, axis) => {
      const to = clampPosition(ends[axis] ?? length, length);
      return Math.max(0, Math.ceil((to - from[axis]!) / strides[axis]!));
    });
    if (sameShape(sizes, shape)) return x;
    return sliceOf(x, from, sizes, strides);
  });
}

/** `sizes` elements from `starts`, `steps` apart. The starts are an input of the program. */
export function sliceOf(
  x: Node,
  starts: readonly number[],
  sizes: Shape,
  steps: readonly number[],
): Node {
  return Node.apply("slice", [x, vector(starts)], { sizes, steps });
}

/** Zeros of `shape` that hold `x` from `starts` on. */
function place(x: Node, starts: readonly number[], shape: Shape): Node {
  return Node.apply("pad", [x, vector(starts)], { shape, steps: shape.map(() => 1) });
}

export function pad(
  x: Node,
  widths: readonly (readonly [number, number])[],
  value: number | boolean = 0,
): Node {
  return operation("pad", () => {
    const { shape } = x;
    if (widths.length !== shape.length) {
      throw shapeError(
        "pad",
        `needs [low, high] for each axis; got ${widths.length} for ${printShape(shape)}.`,
      );
    }
    if (!widths.flat().every(Number.isInteger)) {
      throw shapeError("pad", `widths must be integers; got ${JSON.stringify(widths)}.`);
    }
    const cropped = crop(x, widths);
    const grown = shape.map((length, axis) => length + widths[axis]![0] + widths[axis]![1]);
    if (sameShape(cropped.shape, grown)) return cropped;
    const starts = widths.map(([low]) => Math.max(0, low));
    const filler = asNode(value, x.dtype);
    const dtype = promote(x.dtype, filler.dtype);
    const placed = place(cast(cropped, dtype), starts, grown);
    if (value === 0 || value === false) return placed;
    const inside = place(expand(constant(1, "bool"), cropped.shape), starts, grown);
    return where(inside, placed, filler);
  });
}

/** Takes away what negative widths say. */
function crop(x: Node, widths: readonly (readonly [number, number])[]): Node {
  const { shape } = x;
  if (widths.every(([low, high]) => low >= 0 && high >= 0)) return x;
  const starts = widths.map(([low]) => Math.max(0, -low));
  const sizes = shape.map((length, axis) => {
    const size = length - starts[axis]! - Math.max(0, -widths[axis]![1]);
    if (size < 0) {
      throw shapeError(
        "pad",
        `no more than an axis holds can be cut off; got ${JSON.stringify(widths)} for ${printShape(shape)}.`,
      );
    }
    return size;
  });
  return sliceOf(
    x,
    starts,
    sizes,
    shape.map(() => 1),
  );
}

/** How a window slides, with strides and dilations of 1 where they are not given. */
export interface Sliding {
  readonly axes: readonly number[];
  readonly sizes: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
}

function sliding(
  name: string,
  { axes, sizes, strides, dilations }: Sliding,
  shape: Shape,
): Windows {
  return {
    axes: axesOf(name, axes, shape),
    sizes,
    strides: strides ?? axes.map(() => 1),
    dilations: dilations ?? axes.map(() => 1),
  };
}

export function windows(x: Node, options: Sliding): Node {
  return Node.apply("windows", [x], sliding("windows", options, x.shape));
}

export function fold(x: Node, options: Sliding & { readonly shape: Shape }): Node {
  return Node.apply("fold", [x], {
    ...sliding("fold", options, options.shape),
    shape: [...options.shape],
  });
}

/** Inputs as nodes of one dtype. */
export function alike(name: string, inputs: readonly Input[]): Node[] {
  const strong = inputs.find((input) => typeof input === "object" && !Array.isArray(input));
  const like = strong === undefined ? null : asNode(strong).dtype;
  const nodes = inputs.map((input) => asNode(input, like));
  if (nodes.length === 0) throw shapeError(name, "needs at least one input; got none.");
  const dtype = nodes.map((node) => node.dtype).reduce(promote);
  return nodes.map((node) => cast(node, dtype));
}

export function concatenate(inputs: readonly Input[], axis = 0): Node {
  const nodes = alike("concatenate", inputs);
  const along = axisOf("concatenate", axis, nodes[0]!.shape);
  return nodes.length === 1 ? nodes[0]! : Node.apply("concatenate", nodes, { axis: along });
}

export function stack(inputs: readonly Input[], axis = 0): Node {
  return operation("stack", () => {
    const nodes = alike("stack", inputs);
    const [first] = nodes;
    for (const node of nodes) {
      if (!sameShape(node.shape, first!.shape)) {
        throw shapeError(
          "stack",
          `shapes must be equal; got ${printShape(first!.shape)} and ${printShape(node.shape)}.`,
        );
      }
    }
    const at = newAxisOf("stack", axis, first!.shape);
    return concatenate(
      nodes.map((node) => unsqueeze(node, at)),
      at,
    );
  });
}

/** A number of equal parts, or the length of each part. */
export function split(x: Node, parts: number | readonly number[], axis = 0): Node[] {
  return operation("split", () => {
    const along = axisOf("split", axis, x.shape);
    const length = x.shape[along]!;
    const sizes = typeof parts === "number" ? equalParts(parts, length, x.shape, along) : parts;
    if (sizes.some((size) => !Number.isInteger(size) || size < 0) || sum(sizes) !== length) {
      throw shapeError(
        "split",
        `the sizes must add up to ${length}, the length of axis ${along}; got sizes ${printShape(sizes)} of ${printShape(x.shape)}.`,
      );
    }
    let start = 0;
    return sizes.map((size) => {
      const starts = x.shape.map((_, a) => (a === along ? start : 0));
      start += size;
      return size === length
        ? x
        : sliceOf(
            x,
            starts,
            x.shape.with(along, size),
            x.shape.map(() => 1),
          );
    });
  });
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

function equalParts(parts: number, length: number, shape: Shape, axis: number): number[] {
  if (!Number.isInteger(parts) || parts < 1 || length % parts !== 0) {
    throw shapeError(
      "split",
      `the number of parts must divide the length of axis ${axis}; got ${parts} parts of ${printShape(shape)}.`,
    );
  }
  return Array.from({ length: parts }, () => length / parts);
}
