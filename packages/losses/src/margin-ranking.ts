import { asTensor, constant, type Operand, type shapes, type Tensor } from "@chainrule/tensor";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/** What `marginRanking` takes besides scores and targets. */
export interface MarginRankingOptions extends LossOptions {
  /** By how much the better score must be better to cost nothing; 0. */
  readonly margin?: number;
}

/**
 * `max(0, margin − t·(a − b))` for targets of 1, where `a` should score more, and −1, where `b` should.
 *
 * Scores have one shape; targets too, or they are one number. The gradient of the sum for `a` is `−t` where the loss is above 0
 * and at the margin, else 0.
 *
 * Source: as `torch.nn.functional.margin_ranking_loss`.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { marginRanking } from "@chainrule/losses";
 *
 * marginRanking([1, 3], [2, 1], [1, 1], { margin: 0.5, reduction: "none" }); // => [1.5, 0]
 * ```
 */
export function marginRanking<
  const A extends Operand,
  const B extends Operand,
  const T extends Operand,
  const P extends MarginRankingOptions = object,
>(
  a: A,
  b: B & shapes.Check<PairLosses<"marginRanking", A, B>>,
  targets: T & shapes.Check<PairLosses<"marginRanking", A, T>>,
  options?: P & shapes.KnownOptions<P, MarginRankingOptions>,
): Tensor<ReducedBy<PairLosses<"marginRanking", A, B>, P>, LossDType<A, B, T>> {
  const name = "marginRanking";
  const known = { margin: 0, reduction: 0 };
  return loss(name, options, known, (given: MarginRankingOptions) => {
    const [x, y] = alike(name, a, b);
    const [difference, t] = alike(name, x.sub(y), targets as Operand);
    const margin = asTensor(given.margin ?? 0, difference.dtype);
    return reduce(margin.sub(t.mul(difference)).clamp(constant(0, t.dtype)), given.reduction);
  });
}
