import { allocate, checkNames, sizeOf } from "@chainrule/graph";
import { constant, fromData, type Tensor } from "@chainrule/tensor";
import { windows } from "@chainrule/tensor/functional";
import { floating } from "./floating.ts";
import { padded, Pooling, type PoolingOptions, type Span } from "./pooling.ts";
import type { ShapeFunction } from "./shape-function.ts";
import type { PerAxis } from "./spatial.ts";

/** What layers of average pooling take besides the size of their window. */
export interface AveragePoolingOptions<A extends PerAxis = PerAxis> extends PoolingOptions<A> {
  /** Whether the zeros of the padding count as elements of a window; true. */
  readonly countIncludePad?: boolean;
  /** What sums are divided by, in place of the number of elements. */
  readonly divisorOverride?: number;
}

/** A layer that gives the mean of each window: what `AveragePool1d`, `AveragePool2d` and `AveragePool3d` are. */
export abstract class AveragePooling<out F extends ShapeFunction> extends Pooling<F, "float32"> {
  private readonly countIncludePad: boolean;
  private readonly divisorOverride: number | null;

  protected constructor(name: string, axes: number, size: PerAxis, options: AveragePoolingOptions) {
    const { countIncludePad = true, divisorOverride = null } = options;
    const divisor = divisorOverride === null ? "" : `, divisor ${divisorOverride}`;
    const more = `${countIncludePad ? "" : ", padding not counted"}${divisor}`;
    super(name, axes, size, 1, options, more);
    checkNames(name, options, {
      stride: 0,
      padding: 0,
      ceilMode: 0,
      countIncludePad: 0,
      divisorOverride: 0,
    });
    this.countIncludePad = countIncludePad;
    this.divisorOverride = divisorOverride;
    if (divisorOverride !== null && !divisorOverride) {
      throw new RangeError(
        `${name}: divisorOverride must be a number other than 0; got ${divisorOverride}.`,
      );
    }
  }

  protected pool(x: Tensor, spans: readonly Span[]): Tensor {
    const all = windows(padded(floating(x), spans, 0), {
      axes: spans.map((_, i) => i + 2),
      sizes: spans.map(({ size }) => size),
      strides: spans.map(({ stride }) => stride),
    });
    const sum = all.sum(spans.map((_, i) => x.ndim + i));
    if (this.divisorOverride !== null) return sum.div(constant(this.divisorOverride, sum.dtype));
    const along = spans.map((span) => this.counts(span));
    if (along.every((counts) => counts.every((count) => count === counts[0]))) {
      return sum.mul(constant(1 / sizeOf(along.map(([count]) => count!)), sum.dtype));
    }
    const counts = along.reduce((outer, own) => outer.flatMap((m) => own.map((n) => m * n)));
    const data = allocate(sum.dtype, counts.length);
    data.set(counts);
    return sum.div(fromData(data, sum.shape.slice(2), sum.dtype));
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
