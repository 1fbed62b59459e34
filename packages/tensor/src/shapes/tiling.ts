import type { Shape } from "@chainrule/graph";
import type { At, AxisKey, KeysOf, Replace, Without } from "./axes.ts";
import type { Add, Multiply, Product, Subtract } from "./digits.ts";
import type { Agree, IsOpen, Print, ShapeError } from "./shape.ts";

type FromLast<S extends Shape, T extends Shape, R extends Shape = []> = S extends readonly [
  ...infer RestS extends Shape,
  infer LastS extends number,
]
  ? T extends readonly [...infer RestT extends Shape, infer LastT extends number]
    ? FromLast<RestS, RestT, [Multiply<LastS, LastT>, ...R]>
    : [...S, ...R]
  : [...T, ...R];

/** The shape of `tile(counts)`. */
export type Tile<S extends Shape, T> =
  IsOpen<S> extends true
    ? Shape
    : T extends number
      ? FromLast<S, [T]>
      : T extends Shape
        ? IsOpen<T> extends true
          ? Shape
          : FromLast<S, T>
        : Shape;

/** The sum of counts. */
export type Total<T extends Shape, R extends number = 0> =
  IsOpen<T> extends true
    ? number
    : T extends readonly [infer Head extends number, ...infer Rest extends Shape]
      ? Total<Rest, Add<R, Head>>
      : R;

type Repeated<L extends number, T> = T extends number
  ? Multiply<L, T>
  : T extends Shape
    ? Total<T>
    : number;

/** The shape of `repeat(counts, axis)`. */
export type Repeat<S extends Shape, T, X> = X extends number
  ? IsOpen<S> extends true
    ? Shape
    : number extends X
      ? { [K in keyof S]: number }
      : S extends Shape
        ? Replace<S, AxisKey<S, X>, [Repeated<At<S, AxisKey<S, X>>, T>]>
        : never
  : [Repeated<Product<S>, T>];

/** `unknown`, or the mistake of counts that are negative. */
export type CheckCounts<Name extends string, T> = T extends number
  ? CheckCounts<Name, readonly [T]>
  : T extends readonly number[]
    ? [Extract<`${T[number]}`, `-${string}`>] extends [never]
      ? unknown
      : ShapeError<`${Name}: counts must be integers from 0; got ${Print<T>}`>
    : unknown;

/** `unknown`, or the mistake of `repeat(counts, axis)`. */
export type CheckRepeat<S extends Shape, T, X> =
  IsOpen<S> extends true
    ? unknown
    : X extends number
      ? CheckEach<S, T, AxisKey<S, X>>
      : CheckEach<[Product<S>], T, "0">;

type CheckEach<S extends Shape, T, Key extends string> =
  CheckCounts<"repeat", T> extends ShapeError<infer M>
    ? ShapeError<M>
    : T extends Shape
      ? Agree<T["length"], At<S, Key>> extends true
        ? unknown
        : ShapeError<`repeat: needs one count, or ${At<S, Key>}, one for each element of axis ${Key}; got ${T["length"]} for ${Print<S>}`>
      : unknown;

/** The shape of a running sum: flat where no axis is given. */
export type Cumulative<S extends Shape, X> = X extends number ? S : [Product<S>];

/** The shape of `outer`. */
export type Outer<A extends Shape, B extends Shape> = A extends Shape
  ? [Product<A>, Product<B>]
  : never;

/** The smaller of two lengths. */
type Least<A extends number, B extends number> = number extends A | B
  ? number
  : [Subtract<A, B>] extends [never]
    ? A
    : B;

/** `L − N`, but not below 0. */
type Less<L extends number, N extends number> = number extends L | N
  ? number
  : [Subtract<L, N>] extends [never]
    ? 0
    : Subtract<L, N>;

type OnDiagonal<
  Rows extends number,
  Columns extends number,
  Offset extends number,
> = number extends Offset
  ? number
  : `${Offset}` extends `-${infer N extends number}`
    ? Least<Less<Rows, N>, Columns>
    : Least<Rows, Less<Columns, Offset>>;

/** The shape of `diagonal(offset, axis1, axis2)`. */
export type Diagonal<S extends Shape, Offset extends number, A extends number, B extends number> =
  IsOpen<S> extends true
    ? Shape
    : number extends A | B
      ? Shape
      : [
          ...Without<S, KeysOf<S, A | B>, false>,
          OnDiagonal<At<S, AxisKey<S, A>>, At<S, AxisKey<S, B>>, Offset>,
        ];

/** The shape of `trace(offset, axis1, axis2)`. */
export type Trace<S extends Shape, A extends number, B extends number> =
  IsOpen<S> extends true
    ? Shape
    : number extends A | B
      ? Shape
      : Without<S, KeysOf<S, A | B>, false>;
