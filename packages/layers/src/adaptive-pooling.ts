import { concatenate, type DType, type Tensor } from "@chainrule/tensor";
import { slice } from "@chainrule/tensor/functional";
import { Layer } from "./layer.ts";
import type { ShapeFunction } from "./shape-function.ts";
import { checkRank, perAxis, type PerAxis, printPerAxis } from "./spatial.ts";

/** A layer that makes sequences, images or volumes of a given size, each element of a part: what adaptive average and maximum pooling are. */
export abstract class AdaptivePooling<
  out F extends ShapeFunction,
  out D extends DType,
> extends Layer<F, D> {
  /** The lengths of the output's spatial axes. */
  protected readonly size: readonly number[];
  private readonly name: string;

  protected constructor(name: string, axes: number, outputSize: PerAxis) {
    super();
    this.name = name;
    this.size = perAxis(name, "the output size", outputSize, axes, 1);
  }

  override describe(): string {
    return `${this.name}(${printPerAxis(this.size)})`;
  }

  /** The last axis first, so that the first of several largest elements is found. */
  protected compute(x: Tensor): Tensor {
    checkRank(x, this.size.length);
    return this.size.reduceRight((y, count, i) => this.along(y, i + 2, count), x);
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
