import type { Operand, Shape, ShapeError, ShapeOf, shapes } from "@chainrule/tensor";

/** The shape of predictions without the axis of classes: `A`, or 1, or 0 where there is only one. */
type WithoutClasses<X extends Shape, A> = shapes.Reduce<
  X,
  A extends number ? A : X["length"] extends 1 ? 0 : 1,
  false
>;

/** The shape of the losses of predictions `X` with labels `L`, or the mistake. */
type OfClasses<Name extends string, X extends Shape, L extends Shape, A, Weights extends boolean> =
  true extends shapes.IsOpen<X>
    ? Shape
    : WithoutClasses<X, A> extends infer E extends Shape
      ? true extends shapes.IsOpen<L> | shapes.IsOpen<E> | shapes.Alike<E, L>
        ? E
        : true extends Weights & shapes.Alike<X, L>
          ? E
          : ShapeError<`${Name}: labels must be indices of shape ${shapes.Print<E>}${Weights extends true ? `, or weights of shape ${shapes.Print<X>}` : ""}; got ${shapes.Print<L>} for predictions of ${shapes.Print<X>}`>
      : never;

/** As `OfClasses`, of operands and the option `axis` of `P`. */
export type ClassLosses<
  Name extends string,
  X extends Operand,
  L extends Operand,
  P,
  Weights extends boolean = true,
> = OfClasses<Name, ShapeOf<X>, ShapeOf<L>, "axis" extends keyof P ? P["axis"] : unknown, Weights>;

/** The shape of the losses of predictions with targets of the same shape or one number, or the mistake. */
type OfPairs<Name extends string, X extends Shape, T extends Shape> = true extends
  | shapes.IsOpen<X>
  | shapes.IsOpen<T>
  | shapes.Alike<X, T>
  ? X
  : ShapeError<`${Name}: predictions and targets must have the same shape; got ${shapes.Print<X>} and ${shapes.Print<T>}`>;

/** As `OfPairs`, of operands. */
export type PairLosses<Name extends string, X extends Operand, T extends Operand> = T extends number
  ? ShapeOf<X>
  : OfPairs<Name, ShapeOf<X>, ShapeOf<T>>;

/** The shape of losses of shape `L`, or of a mistake, after the reduction that options `P` ask for. */
export type ReducedBy<L, P> = "reduction" extends keyof P
  ? By<shapes.Result<L>, P["reduction"]>
  : [];

type By<S extends Shape, R> = R extends "none" ? S : [];

/** The losses `L` of vectors, or the mistake of targets that have another shape and are not one number. */
export type WithTargets<Name extends string, L, T extends Operand> = T extends number
  ? L
  : OfPairs<Name, shapes.Result<L>, ShapeOf<T>>;

/** `V`, or the mistake of an operand that does not broadcast to predictions of shape `X`. */
export type Beside<Name extends string, What extends string, X extends Shape, V extends Shape> =
  CanBe<X, shapes.Broadcast<Name, X, V>> extends true
    ? V
    : ShapeError<`${Name}: ${What} must broadcast to the predictions; got ${shapes.Print<V>} for ${shapes.Print<X>}`>;

/** Whether `B` is a shape, and may be `X`. */
type CanBe<X extends Shape, B> = B extends Shape
  ? true extends shapes.IsOpen<B> | shapes.Alike<B, X>
    ? true
    : false
  : false;

/** The shape `L` of vectors without the axis along which they lie, the last one. */
export type AlongLast<L> = L extends Shape ? shapes.Reduce<L, -1, false> : L;

/** The dtype of losses of predictions alone, with targets, or with a third operand. */
export type LossDType<X, T = X, U = T> = shapes.Floating<shapes.MixedAll<[X, T, U]>>;
