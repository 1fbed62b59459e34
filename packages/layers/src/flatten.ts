import type { Tensor } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { FlattenShape } from "./shapes/vectors.ts";

/**
 * Joins the axes from `startAxis` (1: all but the batch) to `endAxis` (the last) into one.
 *
 * Takes `[N, …]`, gives `[N, the product of the rest]`.
 *
 * As PyTorch's `Flatten`.
 *
 * ```ts
 * import { Flatten } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * new Flatten().forward(ones([2, 3, 4])).shape; // => [2, 12]
 * ```
 */
export class Flatten<const A extends number = 1, const B extends number = -1> extends Layer<
  FlattenShape<A, B>,
  "bool"
> {
  /** The first axis that is joined. */
  readonly startAxis: number;
  /** The last axis that is joined. */
  readonly endAxis: number;

  constructor(startAxis?: A, endAxis?: B) {
    super();
    this.startAxis = startAxis ?? 1;
    this.endAxis = endAxis ?? -1;
  }

  override describe(): string {
    if (this.endAxis !== -1) return `Flatten(${this.startAxis}, ${this.endAxis})`;
    return this.startAxis === 1 ? "Flatten()" : `Flatten(${this.startAxis})`;
  }

  protected compute(x: Tensor): Tensor {
    return x.flatten(this.startAxis, this.endAxis);
  }
}
