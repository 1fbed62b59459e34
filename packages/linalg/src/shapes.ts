import type { Shape, ShapeError, shapes } from "@chainrule/tensor";

/** `unknown`, or the mistake of what are no matrices. */
export type CheckMatrices<Name extends string, S extends Shape> =
  shapes.IsOpen<S> extends true
    ? unknown
    : S extends readonly [...Shape, number, number]
      ? unknown
      : ShapeError<`${Name}: needs matrices, [..., m, n]; got ${shapes.Print<S>}`>;

/** `unknown`, or the mistake of matrices that are not square. */
export type CheckSquare<Name extends string, S extends Shape> =
  shapes.IsOpen<S> extends true
    ? unknown
    : S extends readonly [...Shape, infer M extends number, infer N extends number]
      ? shapes.Agree<M, N> extends true
        ? unknown
        : ShapeError<`${Name}: matrices must be square; got ${shapes.Print<S>}`>
      : ShapeError<`${Name}: needs matrices, [..., m, n]; got ${shapes.Print<S>}`>;

/** The lengths before those of the matrices. */
export type BatchOf<S extends Shape> = S extends readonly [
  ...infer Batch extends Shape,
  number,
  number,
]
  ? Batch
  : Shape;

/** The shape of square matrices, and `Shape` after a mistake. */
export type SquareOf<S extends Shape> = S extends readonly [
  ...infer Batch extends Shape,
  infer M extends number,
  infer N extends number,
]
  ? shapes.Agree<M, N> extends true
    ? [...Batch, M, N]
    : Shape
  : Shape;

/** The smaller of two lengths. */
type Least<M extends number, N extends number> = number extends M | N
  ? number
  : [shapes.Subtract<M, N>] extends [never]
    ? M
    : N;

/** The shape of the first factor of matrices `[…, m, n]`, `[…, m, min(m, n)]`. */
export type TallOf<S extends Shape> = S extends readonly [
  ...infer Batch extends Shape,
  infer M extends number,
  infer N extends number,
]
  ? [...Batch, M, Least<M, N>]
  : Shape;

/** The shape of their second factor, `[…, min(m, n), n]`. */
export type WideOf<S extends Shape> = S extends readonly [
  ...infer Batch extends Shape,
  infer M extends number,
  infer N extends number,
]
  ? [...Batch, Least<M, N>, N]
  : Shape;

/** The number of rows of what stands right of equations. */
type RowsOf<S extends Shape> = S extends readonly [infer M extends number]
  ? M
  : S extends readonly [...Shape, infer M extends number, number]
    ? M
    : number;

/** The shape of what solves equations of matrices A and right sides B, or the mistake. */
export type Solved<Name extends string, A extends Shape, B extends Shape> = B extends readonly []
  ? ShapeError<`${Name}: a right side needs at least one axis; got []`>
  : shapes.Agree<RowsOf<A>, RowsOf<B>> extends true
    ? shapes.MatMul<shapes.MatrixTranspose<A>, B> extends infer S extends Shape
      ? S
      : ShapeError<`${Name}: leading axes must broadcast; got ${shapes.Print<A>} and ${shapes.Print<B>}`>
    : ShapeError<`${Name}: both sides must have the same number of rows; got ${shapes.Print<A>} and ${shapes.Print<B>}`>;

/** The dtype of matrices, or of both sides of equations. */
export type DTypeOf<A, B = A> = shapes.Floating<shapes.Mixed<A, B>>;

/** The shape of one number for each row of square matrices. */
export type ValuesOf<S extends Shape> = S extends readonly [
  ...infer Batch extends Shape,
  infer M extends number,
  number,
]
  ? [...Batch, M]
  : Shape;
