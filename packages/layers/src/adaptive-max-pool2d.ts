import { printShape, shapeError } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import { gather } from "@chainrule/tensor/functional";
import { byParts } from "./adaptive.ts";
import { Layer } from "./layer.ts";
import type { ResizedShape } from "./shapes/images.ts";
import { perAxis, type PerAxis, printPerAxis } from "./spatial.ts";

/**
 * The largest elements of images, to a given size: output row `i` of `H'` is the maximum of the rows from `⌊i·H/H'⌋` to `⌈(i + 1)·H/H'⌉`, and columns
 * likewise. The gradient goes to the first of several largest elements; NaN wins.
 *
 * Takes `[N, C, H, W]`, gives `[N, C, H', W']`. Of size 1: the maximum of each channel.
 *
 * As PyTorch's `AdaptiveMaxPool2d`.
 *
 * @throws A `ShapeError` if the input has no four axes.
 *
 * ```ts
 * import { AdaptiveMaxPool2d } from "@chainrule/layers";
 *
 * new AdaptiveMaxPool2d([1, 2]).forward([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]); // => [[[[4, 8]]]]
 * ```
 */
export class AdaptiveMaxPool2d<
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
> extends Layer<ResizedShape<K>, "bool"> {
  private readonly size: readonly number[];

  constructor(outputSize: K) {
    super();
    this.size = perAxis("AdaptiveMaxPool2d", "the output size", outputSize, 2, 1);
  }

  override describe(): string {
    return `AdaptiveMaxPool2d(${printPerAxis(this.size)})`;
  }

  /** Width first, then height, so that the first maximum of the window is found. */
  protected compute(x: Tensor): Tensor {
    if (x.ndim !== 4) {
      throw shapeError("forward", `the input must be [N, C, H, W]; got ${printShape(x.shape)}.`);
    }
    const [rows, columns] = this.size as [number, number];
    return largest(largest(x, 3, columns), 2, rows);
  }
}

/** The largest of each of `count` parts of an axis. */
function largest(x: Tensor, axis: number, count: number): Tensor {
  return byParts(x, axis, count, (part) =>
    gather(part, part.argmax(axis, { keepDims: true }), axis),
  );
}
