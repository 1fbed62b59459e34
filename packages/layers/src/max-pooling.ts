import { checkNames, sizeOf, within } from "@chainrule/graph";
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

/** A layer that gives the largest of each window: what `MaxPool1d`, `MaxPool2d` and `MaxPool3d` are. */
export abstract class MaxPooling<out F extends ShapeFunction> extends Pooling<F> {
  protected constructor(name: string, axes: number, size: PerAxis, options: MaxPoolingOptions) {
    super(name, axes, size, options.dilation ?? 1, options);
    checkNames(name, options, { stride: 0, padding: 0, dilation: 0, ceilMode: 0 });
  }

  /**
   * Small windows that do not overlap at once; others axis by axis, the last first: the first maximum of a row, then the first row that has it, is the
   * first of the window.
   */
  protected pool(x: Tensor, spans: readonly Span[]): Tensor {
    const all = padded(x, spans, lowest[x.dtype]);
    const apart = spans.every(({ size, stride }) => size === stride);
    if (apart && sizeOf(spans.map(({ size }) => size)) <= mostViews) {
      return largestOfViews(all, spans);
    }
    return spans.reduceRight((y, span, i) => largest(y, i + 2, span), all);
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
function largest(x: Tensor, axis: number, span: Windowed): Tensor {
  const { size, stride, dilation } = span;
  if (size <= Math.max(mostViews, stride * Math.log2(size))) return largestAlong(x, axis, span);
  const wide = 2 ** Math.floor(Math.log2(size - 1));
  const count = x.shape[axis]! - dilation * (wide - 1);
  const halves = largest(x, axis, { size: wide, stride: 1, dilation, count });
  return largestAlong(halves, axis, { ...span, size: 2, dilation: dilation * (size - wide) });
}

/** `largestOfViews` along one axis. */
function largestAlong(x: Tensor, axis: number, span: Windowed): Tensor {
  const whole = { size: 1, stride: 1, dilation: 1 };
  const spans = x.shape.slice(2).map((count) => ({ ...whole, count }));
  return largestOfViews(x, spans.with(axis - 2, span));
}

/** The largest of each window, by comparing what all windows have at one place with what they have at the next. */
function largestOfViews(x: Tensor, spans: readonly Windowed[]): Tensor {
  const sizes = [...x.shape.slice(0, 2), ...spans.map(({ count }) => count)];
  const steps = [1, 1, ...spans.map(({ stride }) => stride)];
  const places = spans.reduce(
    (before, { size, dilation }) =>
      before.flatMap((place) => Array.from({ length: size }, (_, i) => [...place, i * dilation])),
    [[0, 0]],
  );
  return (
    places
      .map((place) => primitive("slice", [x, startsAt(place)], { sizes, steps }))
      // A number differs from itself if it is NaN, which wins.
      .reduce((best, next) => where(best.less(next).or(next.notEqual(next)), next, best))
  );
}

/** Where views begin, by place. */
const starts: Record<string, Tensor> = {};

/** The numbers in places, as vectors of one. They are the same in all places, which a program then has few nodes for. */
const numbers: Tensor[] = [];

/** A place as a vector that is part of the program's structure: a compiler then sees which views overlap. It is no module's own. */
function startsAt(place: readonly number[]): Tensor {
  return (starts[String(place)] ??= within({ operation: "", module: "" }, () =>
    concatenate(place.map((start) => (numbers[start] ??= constant(start, "int32").reshape([1])))),
  ));
}
