import {
  asTensor,
  constant,
  type Operand,
  type shapes,
  type Tensor,
  where,
} from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { AlongLast, LossDType, PairLosses, ReducedBy, WithTargets } from "./shapes.ts";

/** What `cosineEmbedding` takes besides vectors and targets. */
export interface CosineEmbeddingOptions extends LossOptions {
  /** How similar vectors that do not belong together may be at no cost, from −1 to 1; 0. */
  readonly margin?: number;
}

/**
 * `1 − cos(a, b)` for a target of 1, `max(0, cos(a, b) − margin)` for one of −1, along the last axis.
 *
 * Vectors have one shape `[…, D]`, targets the shape `[…]` of the losses. The squares of lengths are raised by 1e-12, so that the gradient of a vector of
 * zeros is finite. At the margin the gradient is that of a loss above 0.
 *
 * Source: as `torch.nn.functional.cosine_embedding_loss`.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { cosineEmbedding } from "@chainrule/losses";
 *
 * cosineEmbedding([[1, 0], [1, 0]], [[1, 1], [3, 4]], [1, -1], { reduction: "none" }); // => ≈ [0.2929, 0.6]
 * ```
 */
export function cosineEmbedding<
  const A extends Operand,
  const B extends Operand,
  const T extends Operand,
  const P extends CosineEmbeddingOptions = object,
>(
  a: A,
  b: B & shapes.Check<PairLosses<"cosineEmbedding", A, B>>,
  targets: T &
    shapes.Check<WithTargets<"cosineEmbedding", AlongLast<PairLosses<"cosineEmbedding", A, B>>, T>>,
  options?: P & shapes.KnownOptions<P, CosineEmbeddingOptions>,
): Tensor<ReducedBy<AlongLast<PairLosses<"cosineEmbedding", A, B>>, P>, LossDType<A, B, T>> {
  const name = "cosineEmbedding";
  const known = { margin: 0, reduction: 0 };
  return loss(name, options, known, (given: CosineEmbeddingOptions) => {
    const [x, y] = alike(name, a, b as Operand);
    const squares = (z: Tensor): Tensor => z.square().sum(-1).add(constant(1e-12, z.dtype));
    const similarity = x
      .mul(y)
      .sum(-1)
      .div(squares(x).mul(squares(y)).sqrt());
    const [cosine, t] = alike(name, similarity, targets as Operand);
    const [zero, one] = [constant(0, cosine.dtype), constant(1, cosine.dtype)];
    const margin = asTensor(given.margin ?? 0, cosine.dtype);
    const losses = where(t.greater(zero), one.sub(cosine), cosine.sub(margin).clamp(zero));
    return reduce(losses, given.reduction);
  });
}
