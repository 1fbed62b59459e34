import { printShape, shapeError } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import { byParts } from "./adaptive.ts";
import { Layer } from "./layer.ts";
import type { ResizedShape } from "./shapes/images.ts";
import { perAxis, type PerAxis, printPerAxis } from "./spatial.ts";

/**
 * Averages images to a given size: output row `i` of `H'` is the mean of the rows from `⌊i·H/H'⌋` to `⌈(i + 1)·H/H'⌉`, and columns likewise.
 *
 * Takes `[N, C, H, W]`, gives `[N, C, H', W']`. Of size 1: the mean of each channel.
 *
 * As PyTorch's `AdaptiveAvgPool2d`.
 *
 * @throws A `ShapeError` if the input has no four axes.
 *
 * ```ts
 * import { AdaptiveAveragePool2d } from "@chainrule/layers";
 *
 * new AdaptiveAveragePool2d([1, 2]).forward([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]); // => [[[[2.5, 6.5]]]]
 * ```
 */
export class AdaptiveAveragePool2d<
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
> extends Layer<ResizedShape<K>, "float32"> {
  private readonly size: readonly number[];

  constructor(outputSize: K) {
    super();
    this.size = perAxis("AdaptiveAveragePool2d", "the output size", outputSize, 2, 1);
  }

  override describe(): string {
    return `AdaptiveAveragePool2d(${printPerAxis(this.size)})`;
  }

  protected compute(x: Tensor): Tensor {
    if (x.ndim !== 4) {
      throw shapeError("forward", `the input must be [N, C, H, W]; got ${printShape(x.shape)}.`);
    }
    const [rows, columns] = this.size as [number, number];
    if (rows === 1 && columns === 1) return x.mean([2, 3], { keepDims: true });
    return means(means(x, 3, columns), 2, rows);
  }
}

/** The mean of each of `count` parts of an axis. As a product with a matrix, an infinity would reach every part, because 0 · ∞ is NaN. */
function means(x: Tensor, axis: number, count: number): Tensor {
  return byParts(x, axis, count, (part) => part.mean(axis, { keepDims: true }));
}
