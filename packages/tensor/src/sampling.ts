import { checkNames } from "@chainrule/graph";
import { asNode } from "./operand.ts";
import * as ops from "./ops/sampling.ts";
import type { Generator } from "./generator.ts";
import type { Drawn } from "./shapes/order.ts";
import type { Check, Result, ShapeOf } from "./shapes/shape.ts";
import { type Operand, type Tensor, tensorOf } from "./tensor.ts";

/**
 * The numbers from 0 up to and without `n` in a random order, as int32: all orders are equally likely. Throws `RangeError` where `n` is not a whole number
 * from 0.
 *
 * ```ts
 * import { randperm } from "@chainrule/tensor";
 *
 * const order = randperm(5);
 * order.sort(); // => [0, 1, 2, 3, 4]
 * ```
 */
export function randperm<const N extends number>(
  n: N,
  options?: { readonly generator?: Generator | undefined },
): Tensor<[N], "int32"> {
  checkNames("randperm", options, { generator: 0 });
  return tensorOf(ops.randperm(n, options?.generator));
}

/** What `multinomial` takes besides the weights and how many are drawn. */
export interface MultinomialOptions<R extends boolean = boolean> {
  /** Whether a position can be drawn more than once; false. */
  readonly replacement?: R;
  /** The default generator by default. */
  readonly generator?: Generator | undefined;
}

/**
 * Draws `count` positions along the last axis, each with a probability in proportion to its weight: `[…, C]` gives `[…, count]` of int32. Without replacement a
 * position is drawn once at most, and the rest keep their proportions. Weights need not sum to 1; a weight of 0 is not drawn.
 *
 * Source: the first arrivals of exponential times whose rates are the weights (Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir"). As
 * PyTorch's `multinomial`.
 *
 * Throws `ShapeError` where the weights have no axis, or more are drawn without replacement than there are; `RangeError` where weights that were given are
 * negative, not finite, or fewer of them above 0 than are drawn. Weights that are computed are not checked: what is drawn of such has no meaning.
 *
 * ```ts
 * import { multinomial, tensor } from "@chainrule/tensor";
 *
 * multinomial([0, 3, 0], 1); // => [1]
 * multinomial(tensor([[1, 0], [0, 1]]), 3, { replacement: true }); // => [[0, 0, 0], [1, 1, 1]]
 * ```
 */
export function multinomial<
  const O extends Operand,
  const K extends number,
  const R extends boolean = false,
>(
  weights: O,
  count: K & Check<Drawn<ShapeOf<O>, K, R>>,
  options?: MultinomialOptions<R>,
): Tensor<Result<Drawn<ShapeOf<O>, K, R>>, "int32"> {
  checkNames("multinomial", options, { replacement: 0, generator: 0 });
  const node = asNode(weights, null, "multinomial");
  return tensorOf(ops.multinomial(node, count, options?.replacement ?? false, options?.generator));
}
