import { type Tensor, where } from "@chainrule/tensor";
import { padded, places, Pooling, type PoolingOptions } from "./pooling.ts";
import type { PerAxis } from "./spatial.ts";

/** What `MaxPool2d` takes besides the size of its window. */
export interface MaxPool2dOptions extends PoolingOptions {
  /** The distance between the elements of a window; 1. */
  readonly dilation?: PerAxis<readonly [number, number]>;
}

/**
 * The largest element of each window. Padding is −∞. The gradient goes to the first of several largest elements; NaN wins, as in PyTorch.
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
  const P extends MaxPool2dOptions = MaxPool2dOptions,
> extends Pooling<K, P> {
  constructor(size: K, options?: P) {
    super("MaxPool2d", size, options?.dilation ?? 1, options ?? {});
  }

  protected compute(x: Tensor): Tensor {
    const spans = this.spans(x);
    return places(padded(x, spans, -Infinity), spans).reduce((best, next) =>
      where(next.greater(best).or(next.notEqual(next)), next, best),
    );
  }
}
