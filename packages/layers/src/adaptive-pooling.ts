import { concatenate, type DType, type Tensor } from "@chainrule/tensor";
import { slice } from "@chainrule/tensor/functional";
import { Layer } from "./layer.ts";
import type { ResizedShape } from "./shapes/images.ts";
import { checkRank, perAxis, type PerAxis, printPerAxis } from "./spatial.ts";

/** A layer that makes images of a given size, each element of a part of an image: what `AdaptiveAveragePool2d` and `AdaptiveMaxPool2d` are. */
export abstract class AdaptivePooling<out K, out D extends DType> extends Layer<
  ResizedShape<K>,
  D
> {
  /** Height and width of the output. */
  protected readonly size: readonly number[];
  private readonly name: string;

  protected constructor(name: string, outputSize: PerAxis) {
    super();
    this.name = name;
    this.size = perAxis(name, "the output size", outputSize, 2, 1);
  }

  override describe(): string {
    return `${this.name}(${printPerAxis(this.size)})`;
  }

  /** Width first, then height, so that the first of several largest elements is found. */
  protected compute(x: Tensor): Tensor {
    checkRank(x, 2);
    const [rows, columns] = this.size as [number, number];
    return this.along(this.along(x, 3, columns), 2, rows);
  }

  /** One element of a part along an axis, which stays. */
  protected abstract reduce(part: Tensor, axis: number): Tensor;

  /** Each of `count` parts of an axis reduced, side by side: part `i` is from `⌊i·length/count⌋` to `⌈(i + 1)·length/count⌉`. */
  private along(x: Tensor, axis: number, count: number): Tensor {
    const length = x.shape[axis]!;
    const before = Array.from({ length: axis }, () => 0);
    const parts = Array.from({ length: count }, (_, i) => {
      const start = Math.floor((i * length) / count);
      const end = Math.ceil(((i + 1) * length) / count);
      const part = slice(x, [...before, start], [...x.shape.slice(0, axis), end]);
      return this.reduce(part, axis);
    });
    return concatenate(parts, axis);
  }
}
