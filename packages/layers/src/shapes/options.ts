import type { Shape, ShapeError, shapes } from "@chainrule/tensor";
import type { Along, Option, PrintAxes } from "./images.ts";

/** Whether `A` is less than `B`, or may be. */
type IsLess<A extends number, B extends number> =
  shapes.Subtract<A, B> extends infer D extends number
    ? [D] extends [never]
      ? true
      : number extends D
        ? true
        : false
    : never;

type Divides<N extends number, G extends number> = shapes.Agree<
  shapes.Multiply<shapes.Divide<N, G>, G>,
  N
>;

/** `unknown`, or the mistake of groups that do not divide the channels. */
export type CheckGroups<Name extends string, I extends number, O extends number, P> = P extends {
  readonly groups: infer G extends number;
}
  ? false extends Divides<I, G> | Divides<O, G>
    ? ShapeError<`${Name}: the groups must divide the channels; got ${G} groups of ${I} input and ${O} output channels`>
    : unknown
  : unknown;

/** `unknown`, or the mistake of padding "same" with a stride. */
export type CheckSame<Name extends string, P> = P extends {
  readonly padding: "same";
  readonly stride: infer T extends number | Shape;
}
  ? shapes.Agree<T extends Shape ? T[number] : T & number, 1> extends true
    ? unknown
    : ShapeError<`${Name}: padding "same" needs a stride of 1; got ${PrintAxes<T>}`>
  : unknown;

/** `unknown`, or the mistake of padding by more than half the window. */
export type CheckPadding<Name extends string, K, P> = P extends {
  readonly padding: infer N extends number | Shape;
}
  ? false extends IsHalf<K, N, 0> | IsHalf<K, N, 1> | IsHalf<K, N, 2>
    ? ShapeError<`${Name}: the padding must be at most half the window; got padding ${PrintAxes<N>} of window ${PrintAxes<K>}`>
    : unknown
  : unknown;

type IsHalf<K, N, A extends number> = IsLess<
  Along<N, A, number>,
  shapes.Add<shapes.Divide<Along<K, A, number>, 2>, 1>
>;

/** `unknown`, or the mistake of more behind the end than the stride or the dilation leaves open. */
export type CheckOutputPadding<Name extends string, P> = P extends {
  readonly outputPadding: infer N extends number | Shape;
}
  ? false extends IsBeyond<P, N, 0> | IsBeyond<P, N, 1> | IsBeyond<P, N, 2>
    ? ShapeError<`${Name}: the output padding must be less than the stride or the dilation; got ${PrintAxes<N>}`>
    : unknown
  : unknown;

type IsBeyond<P, N, A extends number> = true extends
  | IsLess<Along<N, A, number>, Option<P, "stride", A, 1>>
  | IsLess<Along<N, A, number>, Option<P, "dilation", A, 1>>
  ? true
  : false;
