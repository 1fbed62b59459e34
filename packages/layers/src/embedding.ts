import { checkNames } from "@chainrule/graph";
import type { Generator, Parameter, Tensor } from "@chainrule/tensor";
import { take } from "@chainrule/tensor/functional";
import { embeddingWeight, isPadding } from "./embedding-weight.ts";
import type { Initializer } from "./initializers.ts";
import { Layer } from "./layer.ts";
import type { EmbeddingShape } from "./shapes/vectors.ts";
import type { Floating } from "./shape-function.ts";

/** What `Embedding` takes besides its sizes. */
export interface EmbeddingOptions<E extends Floating = Floating> {
  /** The vector of this index is 0 at first and has no gradient: what fills sequences up. Negative ones count from the end. */
  readonly paddingIndex?: number;
  /** The first vectors; as PyTorch's default, normal numbers of mean 0 and standard deviation 1. */
  readonly initializer?: Initializer;
  /** Draws the first values; the default generator if absent. */
  readonly generator?: Generator | undefined;
  /** The dtype of the vectors; float32. */
  readonly dtype?: E;
}

/**
 * A learnt vector for each of `count` things: `y[…] = weight[x[…]]`.
 *
 * Takes indices `[…]` of int32 or uint8, gives `[…, size]`. `weight` is `[count, size]`. The gradient of a vector is the sum over its uses.
 *
 * As PyTorch's `Embedding`.
 *
 * @throws A `ShapeError` if an index that is given is outside `[−count, count)`.
 *
 * ```ts
 * import { Embedding } from "@chainrule/layers";
 * import { tensor } from "@chainrule/tensor";
 *
 * const words = new Embedding(3, 2);
 * words.weight.assign([[0, 1], [2, 3], [4, 5]]);
 * words.forward(tensor([2, 0, 2], { dtype: "int32" })); // => [[4, 5], [0, 1], [4, 5]]
 * ```
 */
export class Embedding<
  const N extends number = number,
  const D extends number = number,
  E extends Floating = Floating,
> extends Layer<EmbeddingShape<D>, E> {
  /** `[count, size]`. */
  readonly weight: Parameter<[N, D], E>;
  /** Counted from the front. */
  private readonly paddingIndex: number | null;
  private readonly count: number;

  constructor(count: N, size: D, options: EmbeddingOptions<E> = {}) {
    super();
    checkNames("Embedding", options, { initializer: 0, generator: 0, paddingIndex: 0, dtype: 0 });
    const { weight, paddingIndex } = embeddingWeight("Embedding", count, size, options);
    this.count = count;
    this.weight = weight;
    this.paddingIndex = paddingIndex;
  }

  override describe(): string {
    return `Embedding(${this.weight.shape.join(", ")})`;
  }

  protected compute(x: Tensor): Tensor {
    const weight: Tensor = this.weight;
    const { paddingIndex } = this;
    const vectors =
      paddingIndex === null
        ? weight
        : isPadding(this.count, paddingIndex).where(weight.detach(), weight);
    return take(vectors, x, 0);
  }
}
