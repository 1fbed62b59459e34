import {
  checkArray,
  checkOneOf,
  checkNames,
  type DType,
  dtypeError,
  isFloating,
  Node,
  operation,
  printShape,
  promote,
  sameShape,
  type Shape,
  shapeError,
  sizeOf,
  stridesOf,
} from "@chainrule/graph";
import { asNode, cast, constant, type Input, leaf, vector } from "../operand.ts";
import { axisOf } from "./axes.ts";
import { add, and, equal, less, lessEqual, mul, where } from "./elementwise.ts";
import { concatenate, expand, flip, reshape, unsqueeze } from "./movement.ts";

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
    checkArray("slice", starts, ends, steps);
    for (const position of [...starts, ...ends]) {
      if (position === undefined || position === Infinity || Number.isInteger(position)) continue;
      throw shapeError("slice", `positions must be integers; got ${position}.`);
    }
    const given = Math.max(starts.length, ends.length, steps.length);
    if (given > shape.length) {
      throw shapeError(
        "slice",
        `there must be no more positions than axes; got ${given} for ${printShape(shape)}.`,
      );
    }
    const [from, sizes, strides]: [number[], number[], number[]] = [[], [], []];
    shape.forEach((length, axis) => {
      const step = steps[axis] ?? 1;
      if (!Number.isInteger(step) || step < 1) {
        throw shapeError("slice", `steps must be integers from 1; got ${printShape(steps)}.`);
      }
      const start = clampPosition(starts[axis] ?? 0, length);
      const end = clampPosition(ends[axis] ?? length, length);
      from.push(start);
      sizes.push(Math.max(0, Math.ceil((end - start) / step)));
      strides.push(step);
    });
    if (sameShape(sizes, shape)) return x;
    return sliceOf(x, from, sizes, strides);
  });
}

/** What stands around a padded tensor: a value, or its own elements. */
export type PadMode = "constant" | "edge" | "reflect" | "wrap";

/** What `pad` takes besides the widths. */
export interface PadOptions {
  /** What stands around the elements, in mode `"constant"`; 0. */
  readonly value?: number | boolean;
  /** `"constant"` unless said. */
  readonly mode?: PadMode;
}

/** The position in `[0, length)` that each mode reads for a position outside. */
const outside: Readonly<Record<Exclude<PadMode, "constant">, Outside>> = {
  edge: (at, length) => Math.min(Math.max(at, 0), length - 1),
  reflect: (at, length) => {
    const period = Math.max(1, 2 * (length - 1));
    const there = modulo(at, period);
    return Math.min(there, period - there);
  },
  wrap: modulo,
};

type Outside = (at: number, length: number) => number;

function modulo(at: number, length: number): number {
  return ((at % length) + length) % length;
}

/** Each axis that grows is read at the positions of the mode. */
function padBy(
  mode: Exclude<PadMode, "constant">,
  x: Node,
  widths: readonly (readonly [number, number])[],
): Node {
  return widths.reduce((padded, [low, high], axis) => {
    const [before, after] = [Math.max(0, low), Math.max(0, high)];
    if (before === 0 && after === 0) return padded;
    const length = x.shape[axis]!;
    if (length === 0) {
      throw shapeError(
        "pad",
        `mode "${mode}" needs an element in each axis that grows; got ${printShape(x.shape)}.`,
      );
    }
    if (Math.max(before, after) >= length) {
      const places = Array.from({ length: before + length + after }, (_, i) =>
        outside[mode](i - before, length),
      );
      return Node.apply("take", [padded, vector(places)], { axis });
    }
    const side = (end: number, count: number): Node => beside(mode, padded, axis, end, count);
    return concatenate([side(0, before), padded, side(length, after)], axis);
  }, x);
}

/** What a mode reads beside an end of an axis, `count` elements that lie as they are, turned, or are one for all. */
function beside(mode: PadMode, x: Node, axis: number, end: number, count: number): Node {
  const last = x.shape[axis]! - 1;
  if (mode === "wrap") return part(x, axis, end > 0 ? 0 : last + 1 - count, count);
  if (mode === "reflect") return flip(part(x, axis, end > 0 ? last - count : 1, count), axis);
  return expand(part(x, axis, Math.min(end, last), 1), x.shape.with(axis, count));
}

/** `size` elements along `axis`, from `start`. */
export function part(x: Node, axis: number, start: number, size: number): Node {
  return sliceOf(
    x,
    x.shape.map((_, a) => (a === axis ? start : 0)),
    x.shape.with(axis, size),
    x.shape.map(() => 1),
  );
}

export function pad(
  x: Node,
  widths: readonly (readonly [number, number])[],
  options: PadOptions = {},
): Node {
  checkNames("pad", options, { value: 0, mode: 0 });
  const { value = 0, mode = "constant" } = options;
  return operation("pad", () => {
    const { shape } = x;
    checkArray("pad", widths);
    const sides = widths.flat();
    if (widths.length !== shape.length || sides.length !== 2 * shape.length) {
      throw shapeError(
        "pad",
        `needs [low, high] for each axis; got ${widths.length} for ${printShape(shape)}.`,
      );
    }
    if (!sides.every(Number.isInteger)) {
      throw shapeError("pad", `widths must be integers; got ${JSON.stringify(widths)}.`);
    }
    checkOneOf("pad", "the mode", mode, ["constant", "edge", "reflect", "wrap"]);
    const cropped = crop(x, widths);
    if (mode !== "constant") return padBy(mode, cropped, widths);
    const grown = shape.map((length, axis) => length + widths[axis]![0] + widths[axis]![1]);
    if (sameShape(cropped.shape, grown)) return cropped;
    const filler = value === 0 ? constant(0, x.dtype) : asNode(value, x.dtype, "pad");
    if (promote(x.dtype, filler.dtype) !== x.dtype) {
      throw dtypeError("pad", `${value} does not fit ${x.dtype}; cast the tensor first.`);
    }
    const element = cast(filler, x.dtype);
    return widths.reduce((inner, [low, high], axis) => {
      const side = (width: number): Node[] =>
        width > 0 ? [expand(element, inner.shape.with(axis, width))] : [];
      return concatenate([...side(low), inner, ...side(high)], axis);
    }, cropped);
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

/** `sizes` elements from `starts`, `steps` apart. The starts are an input of the program. */
export function sliceOf(
  x: Node,
  starts: readonly number[],
  sizes: Shape,
  steps: readonly number[],
): Node {
  return Node.apply("slice", [x, vector(starts)], { sizes, steps });
}

/** A number of equal parts, or the length of each part. */
export function split(x: Node, parts: number | readonly number[], axis = 0): Node[] {
  return operation("split", () => {
    const along = axisOf("split", axis, x.shape);
    const length = x.shape[along]!;
    const sizes = typeof parts === "number" ? equalParts(parts, length, x.shape, along) : parts;
    checkArray("split", sizes);
    if (sizes.some((size) => !Number.isInteger(size) || size < 0) || sum(sizes) !== length) {
      throw shapeError(
        "split",
        `the sizes must add up to ${length}, the length of axis ${along}; got sizes ${printShape(sizes)} of ${printShape(x.shape)}.`,
      );
    }
    let start = 0;
    return sizes.map((size) => {
      start += size;
      return size === length ? x : part(x, along, start - size, size);
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

/** Indices as int32, counted from the front, and whether they are known to lie within the axis. */
export interface Positions {
  readonly at: Node;
  readonly inside: boolean;
}

/** Given whole numbers as int32, whatever their dtype. */
export function whole(node: Node): Node {
  const { given } = node;
  if (!isFloating(node.dtype) || !given?.every(Number.isInteger)) return node;
  return leaf(Int32Array.from(given), node.shape, "int32");
}

/** Those indices that were given are checked. */
export function positions(name: string, input: Input, length: number): Positions {
  const node = whole(asNode(input, "int32", name));
  if (node.dtype !== "int32" && node.dtype !== "uint8") {
    throw dtypeError(name, `indices must be int32 or uint8; got ${node.dtype}.`);
  }
  const indices = cast(node, "int32");
  const { given } = node;
  if (given === null) {
    if (node.dtype === "uint8") return { at: indices, inside: false };
    const zero = constant(0, "int32");
    const at = where(less(indices, zero), add(indices, constant(length, "int32")), indices);
    return { at, inside: false };
  }
  // The sign of all of them together says whether there are indices below 0 or beyond the end, in a third of the time that comparisons take.
  let signs = 0;
  for (let i = 0; i < given.length; i++) signs |= given[i]! | (length - 1 - given[i]!);
  if (signs >= 0) return { at: indices, inside: true };
  const counted = Int32Array.from(given, (index) => {
    if (index < -length || index >= length) {
      throw shapeError(name, `indices must be from ${-length} to ${length - 1}; got ${index}.`);
    }
    return index < 0 ? index + length : index;
  });
  return { at: leaf(counted, node.shape, "int32"), inside: true };
}

export function take(x: Node, indices: Input, axis?: number): Node {
  return operation("take", () => {
    const from = axis === undefined ? reshape(x, [sizeOf(x.shape)]) : x;
    const along = axisOf("take", axis ?? 0, from.shape);
    const { at } = positions("take", indices, from.shape[along]!);
    const flat = reshape(at, [sizeOf(at.shape)]);
    const taken = Node.apply("take", [from, flat], { axis: along });
    return reshape(taken, from.shape.toSpliced(along, 1, ...at.shape));
  });
}

/** One element for each index: the element of `x` at the index's own place along the other axes. */
export function gather(x: Node, indices: Input, axis: number): Node {
  return operation("gather", () => {
    const along = axisOf("gather", axis, x.shape);
    const found = positions("gather", indices, x.shape[along]!);
    const { shape } = found.at;
    const fits =
      shape.length === x.shape.length &&
      shape.every((length, a) => a === along || length <= x.shape[a]!);
    if (!fits) {
      throw shapeError(
        "gather",
        `indices must have the input's axes, none longer except axis ${along}; got ${printShape(shape)} for ${printShape(x.shape)}.`,
      );
    }
    return gatherAt(x, found, along);
  });
}

/** `gather`, at indices that fit. */
export function gatherAt(x: Node, found: Positions, axis: number): Node {
  const { shape } = found.at;
  const flat = reshape(flatPositions(x.shape, found, axis), [sizeOf(shape)]);
  const taken = Node.apply("take", [reshape(x, [sizeOf(x.shape)]), flat], { axis: 0 });
  return reshape(taken, shape);
}

/** Where each index points to in a flattened tensor of `shape`, at its own place along the other axes; −1 where it points outside. */
export function flatPositions(shape: Shape, { at, inside }: Positions, axis: number): Node {
  const parts = shape.map((_, a) => (a === axis ? at : coordinates(at.shape, a)));
  const total = linear(parts, shape);
  return inside ? total : where(within(at, shape[axis]!), total, constant(-1, "int32"));
}

/** `Σ parts · stride`: the position of a place in an array of `shape`. */
export function linear(parts: readonly Node[], shape: Shape): Node {
  const strides = stridesOf(shape);
  return parts
    .map((one, a) => (strides[a] === 1 ? one : mul(one, constant(strides[a]!, "int32"))))
    .reduce(add);
}

/** Whether an index counted from the front points into an axis. */
export function within(at: Node, length: number): Node {
  const zero = constant(0, "int32");
  return and(lessEqual(zero, at), less(at, constant(length, "int32")));
}

/** The coordinate along `axis` of each place of `shape`. */
function coordinates(shape: readonly number[], axis: number): Node {
  const iota = Node.apply("iota", [], { length: shape[axis]!, dtype: "int32" });
  return expand(
    reshape(
      iota,
      shape.map((length, a) => (a === axis ? length : 1)),
    ),
    shape,
  );
}

/** Rows of 0 with a 1 where the index says. */
export function oneHot(indices: Input, length: number, dtype: DType = "float32"): Node {
  return operation("oneHot", () => {
    const iota = Node.apply("iota", [], { length, dtype: "int32" });
    const { at } = positions("oneHot", indices, length);
    return cast(equal(unsqueeze(at, -1), iota), dtype);
  });
}
