import type { Shape } from "@chainrule/graph";
import type { Together } from "./broadcast.ts";
import type { Agree, Alike, IsOpen, Print, ShapeError } from "./shape.ts";

type Mistake<What extends string> = ShapeError<`scaledDotProductAttention: ${What}`>;

type NoAxes<S extends Shape> =
  Mistake<`query, key and value need at least two axes; got ${Print<S>}`>;

/** The shape of a score for each query and key, `[…, L, S]`, or the mistake. */
export type Scores<Q extends Shape, K extends Shape> = IsOpen<Q> | IsOpen<K> extends false
  ? Q extends readonly [
      ...infer BatchQ extends Shape,
      infer L extends number,
      infer E extends number,
    ]
    ? K extends readonly [
        ...infer BatchK extends Shape,
        infer S extends number,
        infer F extends number,
      ]
      ? Agree<E, F> extends true
        ? [Together<BatchQ, BatchK>] extends [never]
          ? Mistake<`leading axes must broadcast; got ${Print<Q>} and ${Print<K>}`>
          : [...Together<BatchQ, BatchK>, L, S]
        : Mistake<`query and key must have the same last length; got ${Print<Q>} and ${Print<K>}`>
      : NoAxes<K>
    : NoAxes<Q>
  : Shape;

/** The shape of attention, `[…, L, V]`, or the mistake of the values; any, after another mistake. */
export type Attention<Q extends Shape, K extends Shape, V extends Shape> =
  Scores<Q, K> extends infer W extends Shape
    ? IsOpen<W> | IsOpen<V> extends false
      ? W extends readonly [
          ...infer BatchW extends Shape,
          infer L extends number,
          infer S extends number,
        ]
        ? V extends readonly [
            ...infer BatchV extends Shape,
            infer S2 extends number,
            infer D extends number,
          ]
          ? Agree<S, S2> extends true
            ? [Together<BatchW, BatchV>] extends [never]
              ? Mistake<`leading axes must broadcast; got ${Print<Q>} and ${Print<K>} and ${Print<V>}`>
              : [...Together<BatchW, BatchV>, L, D]
            : Mistake<`key and value must have the same last length but one; got ${Print<K>} and ${Print<V>}`>
          : NoAxes<V>
        : never
      : Shape
    : Shape;

/** `unknown`, or the mistake of a mask of shape `M` that does not broadcast to the scores `W`. */
export type CheckMask<W, M extends Shape> = W extends Shape
  ? IsOpen<W> | IsOpen<M> extends false
    ? [Together<M, W>] extends [never]
      ? WrongMask<W, M>
      : Alike<Together<M, W>, W> extends true
        ? unknown
        : WrongMask<W, M>
    : unknown
  : unknown;

type WrongMask<
  W extends Shape,
  M extends Shape,
> = Mistake<`the mask must broadcast to ${Print<W>}; got ${Print<M>}`>;
