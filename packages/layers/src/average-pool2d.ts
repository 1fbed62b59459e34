import { allocate, checkNames } from "@chainrule/graph";
import { constant, fromData, type shapes, type Tensor } from "@chainrule/tensor";
import { windows } from "@chainrule/tensor/functional";
import { floating } from "./floating.ts";
import { padded, Pooling, type PoolingOptions, type Span } from "./pooling.ts";
import type { PerAxis } from "./spatial.ts";

/** What `AveragePool2d` takes besides the size of its window. */
export interface AveragePool2dOptions extends PoolingOptions {
  /** Whether the zeros of the padding count as elements of a window; true. */
  readonly countIncludePad?: boolean;
  /** What sums are divided by, in place of the number of elements. */
  readonly divisorOverride?: number;
}

/**
 * The mean of each window. Padding is zeros, which count unless `countIncludePad` is false.
 *
 * Takes `[N, C, H, W]`, gives `[N, C, H', W']` with `H' = ⌊(H + 2·padding − size) / stride⌋ + 1`.
 *
 * As PyTorch's `AvgPool2d`.
 *
 * @throws A `ShapeError` if the input has no four axes or no window fits into it.
 *
 * ```ts
 * import { AveragePool2d } from "@chainrule/layers";
 *
 * new AveragePool2d(2).forward([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]); // => [[[[2.5, 6.5]]]]
 * ```
 */
export class AveragePool2d<
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
  const P extends AveragePool2dOptions = object,
> extends Pooling<K, P, "float32"> {
  private readonly countIncludePad: boolean;
  private readonly divisorOverride: number | null;

  constructor(size: K, options?: P & shapes.KnownOptions<P, AveragePool2dOptions>) {
    super("AveragePool2d", size, 1, options ?? {});
    const given: AveragePool2dOptions = options ?? {};
    checkNames("AveragePool2d", given, {
      stride: 0,
      padding: 0,
      ceilMode: 0,
      countIncludePad: 0,
      divisorOverride: 0,
    });
    this.countIncludePad = given.countIncludePad ?? true;
    this.divisorOverride = given.divisorOverride ?? null;
    if (this.divisorOverride === 0) {
      throw new RangeError("AveragePool2d: divisorOverride must not be 0; got 0.");
    }
  }

  protected compute(x: Tensor): Tensor {
    const spans = this.spans(x);
    const all = windows(padded(x, spans, 0), {
      axes: [2, 3],
      sizes: spans.map(({ size }) => size),
      strides: spans.map(({ stride }) => stride),
    });
    const sum = floating(all.sum([-2, -1]));
    if (this.divisorOverride !== null) return sum.div(constant(this.divisorOverride, sum.dtype));
    const [down, across] = spans.map((span) => this.counts(span)) as [number[], number[]];
    const counts = down.flatMap((m) => across.map((n) => m * n));
    const [first] = counts;
    if (counts.every((count) => count === first)) return sum.mul(constant(1 / first!, sum.dtype));
    const data = allocate(sum.dtype, counts.length);
    data.set(counts);
    return sum.div(fromData(data, [down.length, across.length], sum.dtype));
  }

  /** How many elements of each window count, along one axis. */
  private counts({ size, stride, padding, length, count }: Span): number[] {
    const margin = this.countIncludePad ? padding : 0;
    return Array.from({ length: count }, (_, i) => {
      const start = i * stride - padding;
      return Math.min(start + size, length + margin) - Math.max(start, -margin);
    });
  }
}
