import { type DType, primitive, type Tensor, tensor, where } from "@chainrule/tensor";
import { gather, windows } from "@chainrule/tensor/functional";
import { padded, Pooling, type PoolingOptions, type Span } from "./pooling.ts";
import type { Known } from "./shape-function.ts";
import type { PerAxis } from "./spatial.ts";

/** What `MaxPool2d` takes besides the size of its window. */
export interface MaxPool2dOptions extends PoolingOptions {
  /** The distance between the elements of a window; 1. */
  readonly dilation?: PerAxis<readonly [number, number]>;
}

/**
 * The largest element of each window. Padding counts as less than any element. The gradient goes to the first of several largest elements; NaN wins, as in PyTorch.
 *
 * Takes `[N, C, H, W]`, gives `[N, C, H', W']` with `H' = ⌊(H + 2·padding − dilation·(size − 1) − 1) / stride⌋ + 1`.
 *
 * @throws A `ShapeError` if the input has no four axes or no window fits into it.
 *
 * ```ts
 * import { MaxPool2d } from "@chainrule/layers";
 *
 * new MaxPool2d(2).forward([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]); // => [[[[4, 8]]]]
 * ```
 */
export class MaxPool2d<
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
  const P extends MaxPool2dOptions = object,
> extends Pooling<K, P> {
  constructor(size: K, options?: P & Known<P, MaxPool2dOptions>) {
    super("MaxPool2d", size, options?.dilation ?? 1, options ?? {});
  }

  /** Width first, then height: the first maximum of a row, then the first row that has it, is the first of the window. */
  protected compute(x: Tensor): Tensor {
    const [height, width] = this.spans(x);
    const rows = largest(padded(x, [height, width], lowest[x.dtype]), 3, width);
    return largest(rows, 2, height);
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

/**
 * The largest element of each window along `axis`. Of small windows by comparing views of what all have at one place, which is one kernel with what
 * comes before and after; such an expression doubles with every element, so of larger ones by the position of the largest.
 */
function largest(x: Tensor, axis: number, span: Span): Tensor {
  return span.size <= 4 ? largestOfViews(x, axis, span) : largestByPosition(x, axis, span);
}

function largestOfViews(x: Tensor, axis: number, { size, stride, dilation, count }: Span): Tensor {
  const sizes = x.shape.with(axis, count);
  const steps = x.shape.map(() => 1).with(axis, stride);
  const view = (i: number): Tensor =>
    primitive("slice", [x, startsAt(axis, i * dilation)], { sizes, steps });
  let best = view(0);
  for (let i = 1; i < size; i++) {
    const next = view(i);
    // A number differs from itself if it is NaN, which wins.
    best = where(best.less(next).or(next.notEqual(next)), next, best);
  }
  return best;
}

/** Where views begin: by the axis of images that they do not read whole, and the place along it. */
const starts: Tensor[][] = [[], [], [], []];

/** `start` along `axis`, 0 along the others: the same tensor every time, which the engine already has. */
function startsAt(axis: number, start: number): Tensor {
  return (starts[axis]![start] ??= tensor([0, 0, 0, 0].with(axis, start), { dtype: "int32" }));
}

function largestByPosition(x: Tensor, axis: number, { size, stride, dilation }: Span): Tensor {
  const all = windows(x, {
    axes: [axis],
    sizes: [size],
    strides: [stride],
    dilations: [dilation],
  });
  return gather(all, all.argmax(-1, { keepDims: true }), -1).squeeze(-1);
}
