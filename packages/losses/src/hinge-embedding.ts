import {
  asTensor,
  constant,
  type Operand,
  type shapes,
  type Tensor,
  where,
} from "@chainrule/tensor";
import type { HingeOptions } from "./hinge.ts";
import { alike } from "./operands.ts";
import { loss, reduce } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/**
 * `x` for a target of 1, `max(0, margin − x)` for one of −1: distances of pairs that belong together, or do not.
 *
 * Distances and targets have one shape. The gradient of the sum is 1, or −1 up to the margin and at it, and 0 beyond.
 *
 * Source: as `torch.nn.functional.hinge_embedding_loss`.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { hingeEmbedding } from "@chainrule/losses";
 *
 * hingeEmbedding([0.25, 0.25, 2], [1, -1, -1], { reduction: "none" }); // => [0.25, 0.75, 0]
 * ```
 */
export function hingeEmbedding<
  const X extends Operand,
  const T extends Operand,
  const P extends HingeOptions = object,
>(
  distances: X,
  targets: T & shapes.Check<PairLosses<"hingeEmbedding", X, T>>,
  options?: P & shapes.KnownOptions<P, HingeOptions>,
): Tensor<ReducedBy<PairLosses<"hingeEmbedding", X, T>, P>, LossDType<X, T>> {
  const name = "hingeEmbedding";
  const known = { margin: 0, reduction: 0 };
  return loss(name, options, known, (given: HingeOptions) => {
    const [x, t] = alike(name, distances, targets);
    const margin = asTensor(given.margin ?? 1, x.dtype);
    const [zero, one] = [constant(0, x.dtype), constant(1, x.dtype)];
    const together = where(t.notEqual(one.neg()), x, zero);
    const apart = where(t.notEqual(one), margin.sub(x).clamp(zero), zero);
    return reduce(together.add(apart), given.reduction);
  });
}
