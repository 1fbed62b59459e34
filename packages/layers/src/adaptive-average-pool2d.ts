import { allocate, printShape, shapeError } from "@chainrule/graph";
import { type DType, fromData, type Tensor } from "@chainrule/tensor";
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
    const [, , height, width] = x.shape as [number, number, number, number];
    const [rows, columns] = this.size as [number, number];
    const y = x.dtype === "float64" || x.dtype === "float32" ? x : x.cast("float32");
    if (rows === 1 && columns === 1) return y.mean([2, 3], { keepDims: true });
    return means(height, rows, y.dtype)
      .matmul(y)
      .matmul(means(width, columns, y.dtype).mT);
  }
}

/** The matrix `[count, length]` that averages `length` elements to `count`. */
function means(length: number, count: number, dtype: DType): Tensor {
  const data = allocate(dtype, count * length);
  for (let i = 0; i < count; i++) {
    const start = Math.floor((i * length) / count);
    const end = Math.ceil(((i + 1) * length) / count);
    data.fill(1 / (end - start), i * length + start, i * length + end);
  }
  return fromData(data, [count, length], dtype) as Tensor;
}
