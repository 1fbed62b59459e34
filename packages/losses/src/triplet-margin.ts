import { asTensor, constant, type Operand, type shapes, type Tensor } from "@chainrule/tensor";
import { norm } from "@chainrule/tensor/functional";
import { alike } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { AlongLast, LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/** What `tripletMargin` takes besides the three vectors. */
export interface TripletMarginOptions extends LossOptions {
  /** By how much the negative must be further away than the positive to cost nothing; 1. */
  readonly margin?: number;
  /** The order of the norm of differences; 2. */
  readonly order?: number;
  /** Added to every difference, which keeps the gradient of equal vectors finite; 1e-6. */
  readonly eps?: number;
  /** Whether the smaller of the negative's distances to anchor and positive counts; false. */
  readonly swap?: boolean;
}

/**
 * `max(0, ‖a − p + eps‖ − ‖a − n + eps‖ + margin)`, along the last axis: an anchor should be closer to what it belongs to than to what it does not.
 *
 * The three have one shape `[…, D]`; the losses have shape `[…]`. At the margin the gradient is that of a loss above 0.
 *
 * Source: Balntas et al. 2016; as `torch.nn.functional.triplet_margin_loss`.
 *
 * @throws A `ShapeError` if the shapes differ.
 *
 * ```ts
 * import { tripletMargin } from "@chainrule/losses";
 *
 * tripletMargin([[0, 0]], [[3, 4]], [[0, 1]]); // => ≈ 5
 * ```
 */
export function tripletMargin<
  const A extends Operand,
  const B extends Operand,
  const C extends Operand,
  const P extends TripletMarginOptions = object,
>(
  anchor: A,
  positive: B & shapes.Check<PairLosses<"tripletMargin", A, B>>,
  negative: C & shapes.Check<PairLosses<"tripletMargin", A, C>>,
  options?: P & shapes.KnownOptions<P, TripletMarginOptions>,
): Tensor<ReducedBy<AlongLast<PairLosses<"tripletMargin", A, B>>, P>, LossDType<A, B, C>> {
  const name = "tripletMargin";
  const known = { margin: 0, order: 0, eps: 0, swap: 0, reduction: 0 };
  return loss(name, options, known, (given: TripletMarginOptions) => {
    const { margin = 1, order = 2, eps = 1e-6, swap = false } = given;
    const [a, p] = alike(name, anchor, positive as Operand);
    const [, n] = alike(name, a, negative as Operand);
    const distance = (x: Tensor, y: Tensor): Tensor =>
      norm(x.sub(y).add(asTensor(eps, x.dtype)), -1, { order });
    const near = distance(a, p);
    const far = swap ? distance(a, n).minimum(distance(p, n)) : distance(a, n);
    return reduce(
      near.sub(far).add(asTensor(margin, near.dtype)).clamp(constant(0, near.dtype)),
      given.reduction,
    );
  });
}
