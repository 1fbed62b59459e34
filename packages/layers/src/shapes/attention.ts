import type { Shape, ShapeError, shapes } from "@chainrule/tensor";
import type { ShapeFunction } from "../shape-function.ts";

/** The shape stays; it ends with places and features, `[…, L, E]`. */
export interface SelfAttentionShape<E extends number, H extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? S
      : S extends readonly [...Shape, number, infer F extends number]
        ? shapes.Agree<F, E> extends true
          ? S
          : ShapeError<`MultiheadAttention(${E}, ${H}): the last length must be ${E}; got ${shapes.Print<S>}`>
        : ShapeError<`MultiheadAttention(${E}, ${H}): the input needs at least two axes; got ${shapes.Print<S>}`>
    : never;
}

/** `[…, L, E]` of queries, `[…, S, E]` of keys and `[…, S, E]` of values to `[…, L, E]`. */
export type Attended<E extends number, Q extends Shape, K extends Shape, V extends Shape> =
  shapes.Result<shapes.Attention<Q, K, V>> extends readonly [...infer B extends Shape, number]
    ? [...B, E]
    : [...number[], E];

/** `unknown`, or the mistake of a number of heads that does not divide the embedding. */
export type CheckHeads<E extends number, H extends number> = number extends E | H
  ? unknown
  : shapes.Multiply<shapes.Divide<E, H>, H> extends E
    ? unknown
    : ShapeError<`MultiheadAttention: the number of heads must divide the embedding; got ${H} heads of ${E}`>;
