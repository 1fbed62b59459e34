import {
  checkNames,
  Node,
  operation,
  printShape,
  type Shape,
  shapeError,
  sizeOf,
} from "@chainrule/graph";
import { vector } from "../operand.ts";
import { axisOf } from "./axes.ts";
import { add, mul } from "./elementwise.ts";
import { concatenate, flip, reshape } from "./movement.ts";
import { summable } from "./reduce.ts";
import { gatherAt, pad } from "./selection.ts";

export function argsort(x: Node, axis = -1, options: SortOptions = {}): Node {
  return operation("argsort", () => {
    checkNames("argsort", options, { descending: 0 });
    const { descending = false } = options;
    const along = axisOf("argsort", axis, x.shape);
    return Node.apply("argsort", [x], { axis: along, count: x.shape[along]!, descending });
  });
}

export function sort(x: Node, axis = -1, options?: SortOptions): Node {
  return operation("sort", () => {
    const along = axisOf("sort", axis, x.shape);
    return gatherAt(x, { at: argsort(x, along, options), inside: true }, along);
  });
}

export function topK(
  x: Node,
  k: number,
  axis = -1,
  largest = true,
): { readonly values: Node; readonly indices: Node } {
  return operation("topK", () => {
    const along = axisOf("topK", axis, x.shape);
    const length = x.shape[along]!;
    if (!Number.isInteger(k) || k < 0 || k > length) {
      throw shapeError(
        "topK",
        `k must be an integer from 0 to ${length}, the length of axis ${along}; got ${k} of ${printShape(x.shape)}.`,
      );
    }
    const indices = Node.apply("argsort", [x], { axis: along, count: k, descending: largest });
    return { values: gatherAt(x, { at: indices, inside: true }, along), indices };
  });
}

/** How `sort` and `argsort` order. */
export interface SortOptions {
  /** Whether the largest comes first; false. */
  readonly descending?: boolean;
}

/** What `topK` takes besides its number and axis. */
export interface TopKOptions {
  /** Whether the largest elements are wanted, and not the smallest; true. */
  readonly largest?: boolean;
}

/** How a running sum or product is taken. */
export interface ScanOptions {
  /** Whether an element's own result is without it; false. */
  readonly exclusive?: boolean;
  /** Whether to begin at the end of the axis; false. */
  readonly reverse?: boolean;
}

/** Lines are cut into pieces of so many elements. */
const piece = 128;

/** Starts of slices, by what they are: powers of 2 up to a piece, along an axis. A leaf that is there once is loaded into an engine once. */
const known = new Map<string, Node>();

function startsAt(shape: Shape, axis: number, start: number): Node {
  const starts = shape.map((_, a) => (a === axis ? start : 0));
  const key = String(starts);
  const leaf = known.get(key) ?? vector(starts);
  known.set(key, leaf);
  return leaf;
}

/** `size` elements along `axis`, from `start`. */
function cut(x: Node, axis: number, start: number, size: number): Node {
  const sizes = x.shape.with(axis, size);
  return Node.apply("slice", [x, startsAt(x.shape, axis, start)], {
    sizes,
    steps: sizes.map(() => 1),
  });
}

/**
 * Every element with all before it, in log n steps: after step i each holds the last 2ⁱ, and takes over what the one 2ⁱ before it holds
 * (Hillis and Steele 1986). Of longer lines that is done to pieces, which begin with what all pieces before them end with.
 */
function scan(x: Node, axis: number, combine: (a: Node, b: Node) => Node): Node {
  const length = x.shape[axis]!;
  if (length > piece) {
    const count = Math.ceil(length / piece);
    const whole = count * piece;
    const ends = x.shape.map((_, a): [number, number] =>
      a === axis ? [0, whole - length] : [0, 0],
    );
    const pieces = reshape(pad(x, ends), x.shape.toSpliced(axis, 1, count, piece));
    const own = scan(pieces, axis + 1, combine);
    const lasts = scan(cut(own, axis + 1, piece - 1, 1), axis, combine);
    const rest = combine(cut(lasts, axis, 0, count - 1), cut(own, axis, 1, count - 1));
    const all = concatenate([cut(own, axis, 0, 1), rest], axis);
    return cut(reshape(all, x.shape.with(axis, whole)), axis, 0, length);
  }
  let sums = x;
  for (let step = 1; step < length; step *= 2) {
    const before = cut(sums, axis, 0, length - step);
    const rest = combine(before, cut(sums, axis, step, length - step));
    sums = concatenate([cut(sums, axis, 0, step), rest], axis);
  }
  return sums;
}

function cumulative(
  name: "cumsum" | "cumprod",
  input: Node,
  axis: number | undefined,
  options: ScanOptions = {},
): Node {
  checkNames(name, options, { exclusive: 0, reverse: 0 });
  const { exclusive = false, reverse = false } = options;
  return operation(name, () => {
    const x = axis === undefined ? reshape(input, [sizeOf(input.shape)]) : input;
    const along = axisOf(name, axis ?? 0, x.shape);
    const [combine, neutral] = name === "cumsum" ? [add, 0] : [mul, 1];
    const forward = reverse ? flip(summable(x), along) : summable(x);
    let sums = scan(forward, along, combine);
    if (exclusive && x.shape[along]! > 0) {
      const shifted = x.shape.map((_, a): [number, number] => (a === along ? [1, -1] : [0, 0]));
      sums = pad(sums, shifted, { value: neutral });
    }
    return reverse ? flip(sums, along) : sums;
  });
}

export function cumsum(x: Node, axis?: number, options?: ScanOptions): Node {
  return cumulative("cumsum", x, axis, options);
}

export function cumprod(x: Node, axis?: number, options?: ScanOptions): Node {
  return cumulative("cumprod", x, axis, options);
}
