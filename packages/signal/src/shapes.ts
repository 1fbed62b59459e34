import type { DType, Shape, ShapeOf, shapes } from "@chainrule/tensor";

/** The real part of complex numbers, or real numbers as they are. */
type PartOf<X> = X extends { readonly real: infer R } ? R : X;

/** The shape of real or complex numbers. */
export type ShapeIn<X> = ShapeOf<PartOf<X>>;

/** The dtype of real or complex numbers, as floating ones. */
export type DTypeIn<X> = shapes.Floating<shapes.DTypeOf<PartOf<X>>>;

/** The dtype of two operands together, as a floating one. */
export type Promoted<X, Y> = shapes.Floating<shapes.Mixed<PartOf<X>, PartOf<Y>>>;

/** Whether options `P` have the last axis transformed, in the length it has. */
type IsPlain<P> = Extract<keyof P, "axis" | "length"> extends never ? true : false;

/** The shape of a transform with options `P`: of the same length unless they say another. */
export type Transformed<X, P> = "length" extends keyof P ? Shape : ShapeIn<X>;

/** The shape of half of a transform, `n/2 + 1` of its elements. */
export type Halved<X, P> =
  IsPlain<P> extends true ? WithLast<ShapeIn<X>, HalfOf<Last<ShapeIn<X>>>> : Shape;

/** The shape of what a transform's half says of: `2(m − 1)` elements. */
export type Doubled<X, P> =
  IsPlain<P> extends true ? WithLast<ShapeIn<X>, DoubleOf<Last<ShapeIn<X>>>> : Shape;

/** `N/2 + 1`, half of it rounded down. */
export type HalfOf<N extends number> = shapes.Add<shapes.Divide<N, 2>, 1>;

type DoubleOf<N extends number> = shapes.Multiply<shapes.Subtract<N, 1>, 2>;

type Last<S extends Shape> = S extends readonly [...Shape, infer N extends number] ? N : number;

/** `S` with lengths in the place of the last one. */
export type WithLast<S extends Shape, N extends number> = WithLasts<S, [N]>;

/** As `WithLast`, of several lengths. */
export type WithLasts<S extends Shape, N extends Shape> = S extends readonly [
  ...infer Rest extends Shape,
  number,
]
  ? [...Rest, ...N]
  : Shape;

/** Floating numbers. */
export type FloatingDType = Extract<DType, "float32" | "float64">;
