import type { Shape } from "@chainrule/graph";
import type { At, AxisKey, Before, CheckAxes, Joined, KeysOf, Onward, Without } from "./axes.ts";
import type { Agree, IsOpen, Lengths, Print, ShapeError } from "./shape.ts";

// The order of axes

type Reversed<S extends Shape, R extends Shape = []> = S extends readonly [
  infer Head extends number,
  ...infer Rest extends Shape,
]
  ? Reversed<Rest, [Head, ...R]>
  : R;

/** The shape of `permute(X)`. */
export type Permute<S extends Shape, X extends readonly number[] | undefined> =
  IsOpen<S> extends true
    ? Shape
    : X extends readonly number[]
      ? number extends X["length"]
        ? Shape
        : number extends X[number]
          ? { [K in keyof X]: number }
          : S extends Shape
            ? { -readonly [K in keyof X]: X[K] extends number ? At<S, AxisKey<S, X[K]>> : never }
            : never
      : Reversed<S>;

/** `unknown`, or the mistake of a permutation that does not name every axis once. */
export type CheckPermute<Name extends string, S extends Shape, X> =
  IsOpen<S> extends true
    ? unknown
    : X extends readonly number[]
      ? number extends X["length"]
        ? unknown
        : number extends X[number]
          ? unknown
          : [Extract<keyof S, `${number}`>] extends [KeysOf<S, X[number]>]
            ? X["length"] extends S["length"]
              ? unknown
              : Unnamed<Name, S, X>
            : Unnamed<Name, S, X>
      : unknown;

type Unnamed<
  Name extends string,
  S extends Shape,
  X extends readonly number[],
> = ShapeError<`${Name}: axes must name every axis once; got axes ${Print<X>} of ${Print<S>}`>;

/** The shape of `mT`. */
export type MatrixTranspose<S extends Shape> = S extends readonly [
  ...infer Batch extends Shape,
  infer M extends number,
  infer N extends number,
]
  ? IsOpen<S> extends true
    ? Shape
    : [...Batch, N, M]
  : Shape;

// squeeze, unsqueeze, expand

type WithoutOnes<S extends Shape, R extends Shape = []> = S extends readonly [
  infer Head extends number,
  ...infer Rest extends Shape,
]
  ? Head extends 1
    ? WithoutOnes<Rest, R>
    : WithoutOnes<Rest, [...R, Head]>
  : R;

/** The shape of `squeeze(X)`, or the mistake. */
export type Squeeze<S extends Shape, X> =
  IsOpen<S> extends true ? Shape : Joined<SqueezeList<S, X>>;

type SqueezeList<S extends Shape, X> = S extends Shape
  ? X extends undefined
    ? number extends S[number]
      ? Shape
      : WithoutOnes<S>
    : X extends number
      ? SqueezeAxes<S, X>
      : X extends readonly number[]
        ? number extends X["length"]
          ? Shape
          : SqueezeAxes<S, X[number]>
        : Shape
  : never;

type SqueezeAxes<S extends Shape, X extends number> = number extends X
  ? Shape
  : CheckLong<S, X> extends ShapeError
    ? CheckLong<S, X>
    : Without<S, KeysOf<S, X>, false>;

/** `unknown`, or the mistake of `squeeze(X)`. */
export type CheckSqueeze<S extends Shape, X> = CheckAxes<"squeeze", S, X> &
  (IsOpen<S> extends true
    ? unknown
    : X extends readonly number[]
      ? CheckLong<S, X[number]>
      : X extends number
        ? CheckLong<S, X>
        : unknown);

type CheckLong<S extends Shape, X extends number> = number extends X
  ? unknown
  : [Longer<S, X>] extends [never]
    ? unknown
    : ShapeError<`squeeze: only axes of length 1 can go; got axis ${Longer<S, X>} of ${Print<S>}`>;

/** The axes of a list whose length is not 1. */
type Longer<S extends Shape, X extends number> = X extends number
  ? Agree<At<S, AxisKey<S, X>>, 1> extends true
    ? never
    : X
  : never;

/** The shape of `unsqueeze(X)`. */
export type Unsqueeze<S extends Shape, X extends number, Length extends number = 1> =
  IsOpen<S> extends true ? Shape : number extends X ? Shape : Inserted<S, X, Length>;

type Inserted<S extends Shape, X extends number, Length extends number> = S extends Shape
  ? X extends number
    ? [...Before<S, AxisKey<[...S, 1], X>>, Length, ...Onward<S, AxisKey<[...S, 1], X>>]
    : never
  : never;

type CanGrow<S extends Shape, W extends Shape> = S extends readonly [
  ...infer RestS extends Shape,
  infer LastS extends number,
]
  ? W extends readonly [...infer RestW extends Shape, infer LastW extends number]
    ? LastS extends 1
      ? CanGrow<RestS, RestW>
      : Agree<LastS, LastW> extends true
        ? CanGrow<RestS, RestW>
        : false
    : false
  : true;

/** The shape of `expand(W)`, or the mistake. */
export type Expand<S extends Shape, W extends Shape> =
  IsOpen<S> extends true
    ? Lengths<W>
    : IsOpen<W> extends true
      ? Shape
      : [Extract<`${W[number]}`, `-${string}`>] extends [never]
        ? CanGrow<S, W> extends true
          ? Lengths<W>
          : ShapeError<`expand: only axes of length 1 and new leading axes can grow; got ${Print<S>} to ${Print<W>}`>
        : ShapeError<`expand: lengths must be integers from 0 to 2³¹ − 1; got ${Print<W>}`>;
