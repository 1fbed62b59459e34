import { checkNames, checkOneOf, printShape, sameShape, shapeError } from "@chainrule/graph";
import {
  asTensor,
  constant,
  type Operand,
  type Parameter,
  type ShapeOf,
  type shapes,
  type Tensor,
} from "@chainrule/tensor";
import { take } from "@chainrule/tensor/functional";
import { Module } from "#module";
import type { EmbeddingOptions } from "./embedding.ts";
import { embeddingWeight } from "./embedding-weight.ts";
import type { Apply, Floating } from "./shape-function.ts";
import type { EmbeddingBagShape } from "./shapes/vectors.ts";

/** What `EmbeddingBag` makes of the vectors of a bag. */
export type EmbeddingBagMode = "sum" | "mean" | "max";

/** What `EmbeddingBag` takes besides its sizes. */
export interface EmbeddingBagOptions<E extends Floating = Floating> extends EmbeddingOptions<E> {
  /** What is made of the vectors of a bag: their sum, their mean, or the largest of each element; `"mean"`. */
  readonly mode?: EmbeddingBagMode;
}

/**
 * A learnt vector for each of `count` things, and of bags of them the mean vector: `y = meanₗ weight[xₗ]`, or the sum, which may be weighted, or the largest elements.
 *
 * Takes indices `[…, L]` of int32 or uint8, one bag of `L` along the last axis, gives `[…, size]`. `weight` is `[count, size]`. Bags of different lengths are filled up with `paddingIndex`, which does not count; of a bag of nothing else all is 0. Equal largest elements share the gradient.
 *
 * As PyTorch's `EmbeddingBag` of bags as rows: there are no offsets.
 *
 * @throws A `ShapeError` if an index that is given is outside `[−count, count)`, if bags have no place (`L` is 0, and the mode `"max"`), or weights another shape than indices.
 *
 * ```ts
 * import { EmbeddingBag } from "@chainrule/layers";
 * import { tensor } from "@chainrule/tensor";
 *
 * const words = new EmbeddingBag(3, 2, { mode: "sum", paddingIndex: 0 });
 * words.weight.assign([[0, 0], [2, 3], [4, 5]]);
 * const bags = tensor([[1, 2], [2, 0]], { dtype: "int32" });
 * words.forward(bags); // => [[6, 8], [4, 5]]
 * words.forward(bags, [[1, 0.5], [2, 1]]); // => [[4, 5.5], [8, 10]]
 * ```
 */
export class EmbeddingBag<
  const N extends number = number,
  const D extends number = number,
  E extends Floating = Floating,
> extends Module {
  /** Exists in types only: how the shape of the output follows from the shape of the input. */
  declare readonly shapes: EmbeddingBagShape<D>;
  /** `[count, size]`. */
  readonly weight: Parameter<[N, D], E>;
  private readonly mode: EmbeddingBagMode;
  /** Counted from the front. */
  private readonly paddingIndex: number | null;

  constructor(count: N, size: D, options: EmbeddingBagOptions<E> = {}) {
    super();
    const name = "EmbeddingBag";
    checkNames(name, options, { mode: 0, initializer: 0, generator: 0, paddingIndex: 0, dtype: 0 });
    this.mode = options.mode ?? "mean";
    checkOneOf(name, "mode", this.mode, ["sum", "mean", "max"]);
    const { weight, paddingIndex } = embeddingWeight(name, count, size, options);
    this.weight = weight;
    this.paddingIndex = paddingIndex;
  }

  override describe(): string {
    const [count, size] = this.weight.shape;
    return `EmbeddingBag(${count}, ${size}, ${this.mode})`;
  }

  /** What is made of the vectors of each bag; in mode `"sum"` each may have a weight. Throws where the shapes do not fit, with the path of the module. */
  forward<const X extends Operand>(
    x: X & shapes.Check<Apply<EmbeddingBagShape<D>, ShapeOf<X>>>,
    weights?: Operand,
  ): Tensor<shapes.Result<Apply<EmbeddingBagShape<D>, ShapeOf<X>>>, E> {
    const indices: Tensor = asTensor(x as Operand, "int32");
    if (indices.ndim === 0) {
      throw shapeError("forward", "the input needs at least one axis; got [].");
    }
    const vectors: Tensor = take(this.weight as Tensor, indices, 0);
    return this.reduced(vectors, this.counts(indices), this.factors(weights, indices)) as never;
  }

  /** Which indices count, `[…, L, 1]`; null where all do. */
  private counts(indices: Tensor): Tensor | null {
    if (this.paddingIndex === null) return null;
    const [count] = this.weight.shape;
    const is = (index: number): Tensor => indices.notEqual(constant(index, indices.dtype));
    const counts = is(this.paddingIndex);
    // An index from the end is the same vector, of which there are none among bytes.
    return (
      indices.dtype === "uint8" ? counts : counts.and(is(this.paddingIndex - count))
    ).unsqueeze(-1);
  }

  /** What each vector is multiplied by, `[…, L, 1]`. */
  private factors(weights: Operand | undefined, { shape }: Tensor): Tensor | null {
    if (weights === undefined) return null;
    const given: Tensor = asTensor(weights, this.weight.dtype);
    if (this.mode !== "sum") {
      throw new Error(`EmbeddingBag: weights need the mode "sum"; got "${this.mode}".`);
    }
    if (!sameShape(given.shape, shape)) {
      throw shapeError(
        "forward",
        `weights must have the shape of the indices; got ${printShape(given.shape)} for ${printShape(shape)}.`,
      );
    }
    return given.unsqueeze(-1);
  }

  private reduced(vectors: Tensor, counts: Tensor | null, factors: Tensor | null): Tensor {
    const number = (value: number): Tensor => constant(value, vectors.dtype);
    const orElse = (value: number): Tensor => counts?.where(vectors, number(value)) ?? vectors;
    if (this.mode === "max") {
      const largest = orElse(-Infinity).max(-2);
      return counts?.any(-2).where(largest, number(0)) ?? largest;
    }
    const kept = orElse(0);
    const sum = (factors === null ? kept : kept.mul(factors)).sum(-2);
    if (this.mode === "sum") return sum;
    const length = counts?.cast(vectors.dtype).sum(-2) ?? number(vectors.shape.at(-2)!);
    return sum.div(length.maximum(number(1)));
  }
}
