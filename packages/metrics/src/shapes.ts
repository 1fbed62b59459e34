import type { Operand, Shape, ShapeError, ShapeOf, shapes, Tensor } from "@chainrule/tensor";

/** Whether labels `L` may be those of `N` rows. */
type OneEach<
  Name extends string,
  N extends number,
  X extends Shape,
  L extends Shape,
> = true extends shapes.IsOpen<L> | shapes.Alike<[N], L>
  ? unknown
  : ShapeError<`${Name}: labels must have shape ${shapes.Print<[N]>}, one for each row of ${shapes.Print<X>}; got ${shapes.Print<L>}`>;

/** `unknown`, or the mistake of labels that do not fit predictions `[N, C]` or `[N]`. */
export type CheckLabels<Name extends string, X extends Operand, L extends Operand> = LabelsOf<
  Name,
  "scores [N, C] or classes [N]",
  ShapeOf<X>,
  ShapeOf<L>,
  1
>;

/** As `CheckLabels`, of scores `[N, C]`, or of one class `[N]`. */
export type CheckScores<Name extends string, X extends Operand, L extends Operand> = LabelsOf<
  Name,
  "scores [N, C] or [N]",
  ShapeOf<X>,
  ShapeOf<L>,
  1
>;

/** As `CheckLabels`, of scores `[N, C]`. */
export type CheckRows<Name extends string, X extends Operand, L extends Operand> = LabelsOf<
  Name,
  "scores [N, C]",
  ShapeOf<X>,
  ShapeOf<L>,
  never
>;

/** `Vectors` is 1 where predictions may have one axis. */
type LabelsOf<
  Name extends string,
  Needed extends string,
  X extends Shape,
  L extends Shape,
  Vectors,
> =
  true extends shapes.IsOpen<X>
    ? unknown
    : X["length"] extends 2 | Vectors
      ? OneEach<Name, X[0] & number, X, L>
      : ShapeError<`${Name}: predictions must be ${Needed}; got ${shapes.Print<X>}`>;

/** The number of classes of predictions `X`: as options `P` say, or the length of their rows, or 2 of bool. */
export type ClassesOf<X extends Operand, P> = P extends { readonly classes: infer K extends number }
  ? K
  : ShapeOf<X> extends readonly [number, infer C extends number]
    ? C
    : shapes.DTypeOf<X> extends "bool"
      ? 2
      : number;

/** A number for each class, or one of all, as the average that options `P` ask for. */
export type AveragedShape<C extends number, P> = P extends { readonly average: infer A }
  ? A extends "none"
    ? [C]
    : []
  : [];

/** The shape of what has a number for each class of scores `X`, or one of all; scores of one class have one number. */
export type RankedShape<X extends Shape, P> =
  true extends shapes.IsOpen<X>
    ? Shape
    : X extends readonly [number, infer C extends number]
      ? AveragedShape<C, P>
      : [];

/** The shapes of the curves of scores `X`, which have one point more than there are scores. */
export type CurveShape<X extends Shape> =
  true extends shapes.IsOpen<X>
    ? Shape
    : X extends readonly [infer N extends number, infer C extends number]
      ? [C, shapes.Add<N, 1>]
      : X extends readonly [infer N extends number]
        ? [shapes.Add<N, 1>]
        : Shape;

/** The dtype of what is computed of `X`. */
export type FloatingOf<X> = shapes.Floating<shapes.DTypeOf<X>>;

/** `unknown`, or the mistake of targets that are not of the shape of predictions `[N]` or `[N, D]`. */
export type CheckPairs<Name extends string, X extends Operand, T extends Operand> = PairsOf<
  Name,
  ShapeOf<X>,
  ShapeOf<T>
>;

type PairsOf<Name extends string, X extends Shape, T extends Shape> =
  true extends shapes.IsOpen<X>
    ? unknown
    : X["length"] extends 1 | 2
      ? true extends shapes.IsOpen<T> | shapes.Alike<X, T>
        ? unknown
        : ShapeError<`${Name}: predictions and targets must have the same shape; got ${shapes.Print<X>} and ${shapes.Print<T>}`>
      : ShapeError<`${Name}: predictions must be [N] or [N, D]; got ${shapes.Print<X>}`>;

/** The shape of a number for each column of predictions `X`, or of their mean, as options `P` ask for. */
export type OutputShape<X extends Shape, P> = P extends { readonly reduction: infer R }
  ? R extends "none"
    ? true extends shapes.IsOpen<X>
      ? Shape
      : X extends readonly [number, infer D extends number]
        ? [D]
        : []
    : []
  : [];

/** What a regression is measured as over batches: a number for each column, or their mean, as options `P` ask for. */
export type Regressed<P> = Tensor<P extends { readonly reduction: "none" } ? Shape : [], "float64">;

/** The dtype of what is computed of `X` and `T`. */
export type PairDType<X, T> = shapes.Floating<shapes.MixedAll<[X, T]>>;
