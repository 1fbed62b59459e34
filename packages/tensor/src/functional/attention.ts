import * as ops from "../ops/attention.ts";
import type { Generator } from "../generator.ts";
import type { Attention, CheckMask, Scores } from "../shapes/attention.ts";
import type { Floating, MixedAll } from "../shapes/dtype.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import { type Operand, Tensor } from "../tensor.ts";

/** What `scaledDotProductAttention` takes besides queries, keys and values. */
export interface AttentionOptions<M extends Operand = Operand> {
  /** Booleans, true where a query sees a key; or floating numbers, which are added to the scores. It broadcasts to `[…, L, S]`. */
  readonly mask?: M;
  /** Whether query `i` sees keys 0 to `i` only; false. */
  readonly causal?: boolean;
  /** What products of queries and keys are multiplied by; `1/√E`. */
  readonly scale?: number;
  /** The probability with which a weight becomes 0, as by `dropout`; 0. */
  readonly dropout?: number;
  /** Draws which weights; the default generator if absent. */
  readonly generator?: Generator | undefined;
}

/**
 * Attention, `softmax(Q·Kᵀ / √E)·V`: for each query the mean of the values, weighted by how well their keys go with it.
 *
 * Takes queries `[…, L, E]`, keys `[…, S, E]` and values `[…, S, V]`, whose leading axes broadcast; gives `[…, L, V]`. With `eye(S)` as values it gives
 * the weights. Integers and bools give float32. A query that sees no key gives 0 and has gradient 0, as in PyTorch from 2.5 on (NaN before).
 *
 * Source: Vaswani et al. 2017, "Attention is all you need", equation 1; as PyTorch's function of that name, with both `mask` and `causal` where both are given.
 *
 * Throws `ShapeError` where the shapes do not fit, `DTypeError` where the mask is integers, and `RangeError` where `dropout` is not from 0 to 1.
 *
 * ```ts
 * import { scaledDotProductAttention } from "@chainrule/tensor/functional";
 *
 * const x = [[0, 0], [0, 9]];
 * scaledDotProductAttention(x, x, x); // => ≈ [[0, 4.5], [0, 9]]
 * scaledDotProductAttention(x, x, x, { causal: true }); // => ≈ [[0, 0], [0, 9]]
 * scaledDotProductAttention(x, x, x, { mask: [false, true] }); // => [[0, 9], [0, 9]]
 * ```
 */
export function scaledDotProductAttention<
  const Q extends Operand,
  const K extends Operand,
  const V extends Operand,
  const M extends Operand = true,
>(
  query: Q,
  key: K & Check<Scores<ShapeOf<Q>, ShapeOf<K>>>,
  value: V & Check<Attention<ShapeOf<Q>, ShapeOf<K>, ShapeOf<V>>>,
  options?: AttentionOptions<M & CheckMask<Scores<ShapeOf<Q>, ShapeOf<K>>, ShapeOf<M>>>,
): Tensor<
  Result<Attention<ShapeOf<Q>, ShapeOf<K>, ShapeOf<V>>>,
  Floating<MixedAll<readonly [Q, K, V]>>
> {
  return Tensor.of(ops.scaledDotProductAttention(query, key, value, options)) as never;
}
