import type { Shape } from "@chainrule/graph";
import type { AxisKey, Replace, Without } from "./axes.ts";
import type { Add, Divide, Multiply, Product, Subtract } from "./digits.ts";
import type { Agree, IsOpen, Lengths, Print, ShapeError, ShapeOf } from "./shape.ts";

// reshape

/** Two lists of lengths without those that occur in both: `[what is left of A, what is left of B]`. */
type Cancel<A extends Shape, B extends Shape, LeftB extends Shape = []> = B extends readonly [
  infer Head extends number,
  ...infer Rest extends Shape,
]
  ? number extends Head
    ? Cancel<A, Rest, [...LeftB, Head]>
    : Drop<A, Head> extends infer Dropped extends Shape
      ? Cancel<Dropped, Rest, LeftB>
      : Cancel<A, Rest, [...LeftB, Head]>
  : [A, LeftB];

/** `A` without one `Length`, or `null` where there is none. */
type Drop<A extends Shape, Length extends number, R extends Shape = []> = A extends readonly [
  infer Head extends number,
  ...infer Rest extends Shape,
]
  ? number extends Head
    ? Drop<Rest, Length, [...R, Head]>
    : Head extends Length
      ? [...R, ...Rest]
      : Drop<Rest, Length, [...R, Head]>
  : null;

type WithoutOpen<W extends Shape, R extends Shape = []> = W extends readonly [
  infer Head extends number,
  ...infer Rest extends Shape,
]
  ? Head extends -1
    ? [...R, ...Rest]
    : WithoutOpen<Rest, [...R, Head]>
  : R;

type Fill<W extends Shape, Length extends number> = {
  -readonly [K in keyof W]: W[K] extends -1 ? Length : W[K];
};

/** The length that -1 stands for; `never` where none fits. */
type OpenLength<S extends Shape, Rest extends Shape> =
  Cancel<S, Rest> extends [infer A extends Shape, infer B extends Shape]
    ? Exact<Product<A>, Product<B>>
    : never;

type Exact<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : Multiply<Divide<A, B>, B> extends A
      ? Divide<A, B>
      : never;

type SameSize<S extends Shape, W extends Shape> =
  Cancel<S, W> extends [infer A extends Shape, infer B extends Shape]
    ? Agree<Product<A>, Product<B>>
    : never;

/** The shape that `reshape(W)` gives, or the mistake. */
export type Reshape<S extends Shape, W extends Shape> =
  IsOpen<W> extends true
    ? Shape
    : -1 extends W[number]
      ? number extends W[number]
        ? Fill<W, number>
        : IsOpen<S> extends true
          ? Fill<W, number>
          : [OpenLength<S, WithoutOpen<W>>] extends [never]
            ? ShapeError<`reshape: no length fits -1 so that the number of elements stays the same; got ${Print<S>} to ${Print<W>}`>
            : Fill<W, OpenLength<S, WithoutOpen<W>>>
      : IsOpen<S> extends true
        ? Lengths<W>
        : SameSize<S, W> extends false
          ? ShapeError<`reshape: the number of elements must stay the same; got ${Print<S>} to ${Print<W>}`>
          : Lengths<W>;

/** The first lengths, up to and without the axis of `Key`. */
type Before<
  S extends Shape,
  Key extends string,
  R extends Shape = [],
> = `${R["length"]}` extends Key
  ? R
  : S extends readonly [infer Head extends number, ...infer Rest extends Shape]
    ? Before<Rest, Key, [...R, Head]>
    : R;

/** The last lengths, from the axis of `Key` on. */
type From<S extends Shape, Key extends string> = S extends readonly [
  ...Before<S, Key>,
  ...infer Rest extends Shape,
]
  ? Rest
  : [];

/** The shape of `flatten(start, end)`. */
export type Flatten<S extends Shape, Start extends number, End extends number> =
  IsOpen<S> extends true
    ? Shape
    : number extends Start | End
      ? Shape
      : S extends readonly []
        ? [1]
        : AxisKey<S, End> extends infer E extends string
          ? From<S, E> extends readonly [infer Last extends number, ...infer After extends Shape]
            ? [
                ...Before<S, AxisKey<S, Start>>,
                Product<[...From<Before<S, E>, AxisKey<S, Start>>, Last]>,
                ...After,
              ]
            : Shape
          : Shape;

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
          : { -readonly [K in keyof X]: X[K] extends number ? At<S, AxisKey<S, X[K]>> : never }
      : Reversed<S>;

type At<S extends Shape, Key> = Key extends keyof S
  ? S[Key] extends number
    ? S[Key]
    : number
  : number;

/** `unknown`, or the mistake of a permutation that does not name every axis once. */
export type CheckPermute<Name extends string, S extends Shape, X> =
  IsOpen<S> extends true
    ? unknown
    : X extends readonly number[]
      ? number extends X["length"]
        ? unknown
        : number extends X[number]
          ? unknown
          : [Extract<keyof S, `${number}`>] extends [Named<S, X[number]>]
            ? X["length"] extends S["length"]
              ? unknown
              : Unnamed<Name, S, X>
            : Unnamed<Name, S, X>
      : unknown;

type Named<S extends Shape, X extends number> = X extends number ? AxisKey<S, X> : never;

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
  IsOpen<S> extends true
    ? Shape
    : X extends undefined
      ? number extends S[number]
        ? Shape
        : WithoutOnes<S>
      : X extends number
        ? SqueezeAxes<S, X>
        : X extends readonly number[]
          ? number extends X["length"]
            ? Shape
            : SqueezeAxes<S, X[number]>
          : Shape;

type SqueezeAxes<S extends Shape, X extends number> = number extends X
  ? Shape
  : Agree<At<S, Named<S, X>>, 1> extends true
    ? Without<S, Named<S, X>, false>
    : ShapeError<`squeeze: only axes of length 1 can go; got axis ${X} of ${Print<S>}`>;

/** The shape of `unsqueeze(X)`. */
export type Unsqueeze<S extends Shape, X extends number, Length extends number = 1> =
  IsOpen<S> extends true
    ? Shape
    : number extends X
      ? Shape
      : [...Before<S, AxisKey<[...S, 1], X>>, Length, ...From<S, AxisKey<[...S, 1], X>>];

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
      : CanGrow<S, W> extends true
        ? Lengths<W>
        : ShapeError<`expand: only axes of length 1 and new leading axes can grow; got ${Print<S>} to ${Print<W>}`>;

// slice, pad

/** A position that may count from the end, within an axis of length `L`. */
type Position<P, L extends number, Default extends number> = P extends number
  ? number extends P
    ? number
    : `${P}` extends `-${infer N extends number}`
      ? [Subtract<L, N>] extends [never]
        ? 0
        : Subtract<L, N>
      : [Subtract<L, P>] extends [never]
        ? L
        : P
  : Default;

type Span<From extends number, To extends number> = number extends From
  ? number
  : number extends To
    ? number
    : [Subtract<To, From>] extends [never]
      ? 0
      : Subtract<To, From>;

type Stepped<Size extends number, Step> = Step extends undefined | 1
  ? Size
  : Step extends number
    ? number extends Size | Step
      ? number
      : Divide<Subtract<Add<Size, Step>, 1>, Step>
    : number;

type Entry<List, Key> = Key extends keyof List ? List[Key] : undefined;

/** The shape of `slice(starts, ends, steps)`. */
export type Slice<S extends Shape, Starts, Ends, Steps> =
  IsOpen<S> extends true
    ? Shape
    : HasOpenLength<Starts> | HasOpenLength<Ends> | HasOpenLength<Steps> extends false
      ? {
          [K in keyof S]: S[K] extends infer L extends number
            ? number extends L
              ? number
              : Stepped<
                  Span<Position<Entry<Starts, K>, L, 0>, Position<Entry<Ends, K>, L, L>>,
                  Entry<Steps, K>
                >
            : never;
        }
      : { [K in keyof S]: number };

type HasOpenLength<List> = List extends readonly unknown[]
  ? number extends List["length"]
    ? true
    : false
  : false;

type Grown<L extends number, W> = W extends readonly [
  infer Low extends number,
  infer High extends number,
]
  ? Widened<Widened<L, Low>, High>
  : number;

type Widened<L extends number, W extends number> = `${W}` extends `-${infer N extends number}`
  ? Subtract<L, N>
  : Add<L, W>;

/** The shape of `pad(widths)`, or the mistake. */
export type Pad<S extends Shape, W> =
  IsOpen<S> extends true
    ? Shape
    : W extends readonly unknown[]
      ? number extends W["length"]
        ? { [K in keyof S]: number }
        : W["length"] extends S["length"]
          ? { [K in keyof S]: S[K] extends number ? Grown<S[K], Entry<W, K>> : never }
          : ShapeError<`pad: needs [low, high] for each axis; got ${W["length"] & number} for ${Print<S>}`>
      : Shape;

// concatenate, stack, split

/** The shapes of a list of operands. */
type Shapes<L extends readonly unknown[]> = { [K in keyof L]: ShapeOf<L[K]> };

type Joined<Name extends string, A extends Shape, B extends Shape, Key extends string> =
  Replace<A, Key, [1]> extends infer AsA extends Shape
    ? Replace<B, Key, [1]> extends infer AsB extends Shape
      ? Alike<AsA, AsB> extends true
        ? Replace<A, Key, [Add<At<A, Key>, At<B, Key>>]>
        : ShapeError<`${Name}: shapes must be equal except along axis ${Key}; got ${Print<A>} and ${Print<B>}`>
      : never
    : never;

/** Whether two shapes can be equal. */
export type Alike<A extends Shape, B extends Shape> = A extends readonly [
  infer HeadA extends number,
  ...infer RestA extends Shape,
]
  ? B extends readonly [infer HeadB extends number, ...infer RestB extends Shape]
    ? Agree<HeadA, HeadB> extends true
      ? Alike<RestA, RestB>
      : false
    : false
  : B extends readonly []
    ? true
    : false;

type JoinAll<
  Name extends string,
  R,
  Rest extends readonly unknown[],
  Key extends string,
> = R extends Shape
  ? Rest extends readonly [infer Next extends Shape, ...infer More]
    ? IsOpen<Next> extends true
      ? Shape
      : JoinAll<Name, Joined<Name, R, Next, Key>, More, Key>
    : R
  : R;

/** The shape of `concatenate(list, axis)`, or the mistake. */
export type Concatenate<L extends readonly unknown[], X extends number> = number extends L["length"]
  ? Shape
  : number extends X
    ? Shape
    : Shapes<L> extends readonly [infer First extends Shape, ...infer Rest]
      ? IsOpen<First> extends true
        ? Shape
        : [AxisKey<First, X>] extends [never]
          ? ShapeError<`concatenate: axis must be one of the input's; got axis ${X} of ${Print<First>}`>
          : JoinAll<"concatenate", First, Rest, AxisKey<First, X>>
      : Shape;

type AllAlike<First extends Shape, Rest extends readonly unknown[]> = Rest extends readonly [
  infer Next extends Shape,
  ...infer More,
]
  ? IsOpen<Next> extends true
    ? AllAlike<First, More>
    : Alike<First, Next> extends true
      ? AllAlike<First, More>
      : ShapeError<`stack: shapes must be equal; got ${Print<First>} and ${Print<Next>}`>
  : First;

/** The shape of `stack(list, axis)`, or the mistake. */
export type Stack<L extends readonly unknown[], X extends number> = number extends L["length"]
  ? Shape
  : Shapes<L> extends readonly [infer First extends Shape, ...infer Rest]
    ? IsOpen<First> extends true
      ? Shape
      : AllAlike<First, Rest> extends infer R
        ? R extends Shape
          ? Unsqueeze<R, X, L["length"]>
          : R
        : never
    : Shape;

/** The shape of one part of a split. */
export type Part<S extends Shape, X extends number, Length extends number> =
  IsOpen<S> extends true ? Shape : number extends X ? Shape : Replace<S, AxisKey<S, X>, [Length]>;

/** The length of each of `N` equal parts along an axis. */
export type EqualPart<S extends Shape, X extends number, N extends number> =
  IsOpen<S> extends true ? number : Divide<At<S, AxisKey<S, X>>, N>;

/** The shape of `take(indices, axis)`. */
export type Take<S extends Shape, I extends Shape, X> =
  IsOpen<I> extends true
    ? Shape
    : X extends number
      ? IsOpen<S> extends true
        ? Shape
        : number extends X
          ? Shape
          : Replace<S, AxisKey<S, X>, I>
      : [...I];
