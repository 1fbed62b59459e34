import { checkNames, within } from "@chainrule/graph";
import {
  concatenate,
  constant,
  type DType,
  primitive,
  type Tensor,
  where,
} from "@chainrule/tensor";
import { padded, Pooling, type PoolingOptions, type Span } from "./pooling.ts";
import type { ShapeFunction } from "./shape-function.ts";
import type { PerAxis } from "./spatial.ts";

/** What layers of maximum pooling take besides the size of their window. */
export interface MaxPoolingOptions<A extends PerAxis = PerAxis> extends PoolingOptions<A> {
  /** The distance between the elements of a window; 1. */
  readonly dilation?: A;
}

/** A layer that gives the largest of each window: what `MaxPool1d` and `MaxPool2d` are. */
export abstract class MaxPooling<out F extends ShapeFunction> extends Pooling<F> {
  protected constructor(name: string, axes: number, size: PerAxis, options: MaxPoolingOptions) {
    super(name, axes, size, options.dilation ?? 1, options);
    checkNames(name, options, { stride: 0, padding: 0, dilation: 0, ceilMode: 0 });
  }

  /**
   * Small windows that do not overlap at once; others width first, then height: the first maximum of a row, then the first row that has it, is the
   * first of the window.
   */
  protected pool(x: Tensor, height: Span, width: Span): Tensor {
    const all = padded(x, [height, width], lowest[x.dtype]);
    const apart = [height, width].every(({ size, stride }) => size === stride);
    if (apart && height.size * width.size <= mostViews) {
      return largestOfViews(all, height, width);
    }
    return largest(largest(all, 3, width), 2, height);
  }
}

/** What no element of a window is less than. */
const lowest: Readonly<Record<DType, number>> = {
  float32: -Infinity,
  float64: -Infinity,
  int32: -(2 ** 31),
  uint8: 0,
  bool: 0,
};

/** What views of windows along an axis depend on. */
type Windowed = Pick<Span, "size" | "stride" | "dilation" | "count">;

/** Windows of at most this many elements are compared view by view. */
const mostViews = 4;

/**
 * The largest element of each window along `axis`: of few elements by comparing all, of more by windows half as wide, of which two cover each window. The first
 * of equal elements is kept, so it does not matter that they overlap.
 */
function largest(x: Tensor, axis: 2 | 3, span: Windowed): Tensor {
  const { size, stride, dilation } = span;
  if (size <= Math.max(mostViews, stride * Math.log2(size))) return largestAlong(x, axis, span);
  const wide = 2 ** Math.floor(Math.log2(size - 1));
  const count = x.shape[axis]! - dilation * (wide - 1);
  const halves = largest(x, axis, { size: wide, stride: 1, dilation, count });
  return largestAlong(halves, axis, { ...span, size: 2, dilation: dilation * (size - wide) });
}

/** `largestOfViews` along one axis. */
function largestAlong(x: Tensor, axis: 2 | 3, span: Windowed): Tensor {
  const whole = { size: 1, stride: 1, dilation: 1, count: x.shape[5 - axis]! };
  return axis === 2 ? largestOfViews(x, span, whole) : largestOfViews(x, whole, span);
}

/** The largest of each window, by comparing what all windows have at one place with what they have at the next. */
function largestOfViews(x: Tensor, height: Windowed, width: Windowed): Tensor {
  const [batch, channels] = x.shape;
  const sizes = [batch!, channels!, height.count, width.count];
  const steps = [1, 1, height.stride, width.stride];
  let best: Tensor | null = null;
  for (let i = 0; i < height.size; i++) {
    for (let j = 0; j < width.size; j++) {
      const starts = startsAt(i * height.dilation, j * width.dilation);
      const next = primitive("slice", [x, starts], { sizes, steps });
      // A number differs from itself if it is NaN, which wins.
      best = best ? where(best.less(next).or(next.notEqual(next)), next, best) : next;
    }
  }
  return best!;
}

/** Where views begin, by row and column. */
const starts: Tensor[][] = [];

/** The numbers in places, as vectors of one. They are the same in all places, which a program then has few nodes for. */
const numbers: Tensor[] = [];

/** A place as a vector that is part of the program's structure: a compiler then sees which views overlap. It is no module's own. */
function startsAt(row: number, column: number): Tensor {
  return ((starts[row] ??= [])[column] ??= within({ operation: "", module: "" }, () =>
    concatenate(
      [0, 0, row, column].map(
        (start) => (numbers[start] ??= constant(start, "int32").reshape([1])),
      ),
    ),
  ));
}
