import type { Tensor } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { FlattenShape } from "./shapes/vectors.ts";

/**
 * Joins the axes from `startAxis` (1: all but the batch) to the last into one.
 *
 * Takes `[N, …]`, gives `[N, the product of the rest]`.
 *
 * ```ts
 * import { Flatten } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * new Flatten().forward(ones([2, 3, 4])).shape; // => [2, 12]
 * ```
 */
export class Flatten<const A extends number = 1> extends Layer<FlattenShape<A>, "bool"> {
  readonly startAxis: number;

  constructor(startAxis?: A) {
    super();
    this.startAxis = startAxis ?? 1;
  }

  override describe(): string {
    return this.startAxis === 1 ? "Flatten()" : `Flatten(${this.startAxis})`;
  }

  protected compute(x: Tensor): Tensor {
    return x.flatten(this.startAxis);
  }
}
