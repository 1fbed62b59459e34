import type { Shape } from "@chainrule/graph";
import type { AxisKey, Replace } from "./axes.ts";
import type { Positions } from "./convolve.ts";
import type { Add, Divide, Subtract } from "./digits.ts";
import type { IsOpen, Print, ShapeError } from "./shape.ts";

/** A position that may count from the end, within an axis of length `L`. */
export type Position<P, L extends number, Default extends number> = P extends number
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

/** How many elements stand from one position to another. */
export type Span<First extends number, End extends number> = number extends First | End
  ? number
  : [Subtract<End, First>] extends [never]
    ? 0
    : Subtract<End, First>;

/** How many of them a step meets. */
export type Stepped<Size extends number, Step> = Step extends undefined | 1
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

/** `unknown`, or the mistake of more positions than axes. */
export type CheckPositions<S extends Shape, List> =
  IsOpen<S> extends true
    ? unknown
    : List extends readonly unknown[]
      ? [Subtract<S["length"], List["length"]>] extends [never]
        ? ShapeError<`slice: there must be no more positions than axes; got ${List["length"]} for ${Print<S>}`>
        : unknown
      : unknown;

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

/** The shape of `take(indices, axis)`. */
export type Take<S extends Shape, I extends Shape, X> =
  IsOpen<I> extends true
    ? Shape
    : X extends number
      ? IsOpen<S> extends true
        ? Shape
        : number extends X
          ? Shape
          : S extends Shape
            ? Replace<S, AxisKey<S, X>, I>
            : never
      : [...I];

// windows

/** The place of the axis of `Key` in a list of axes, as a key; `never` where it is not there. */
type PlaceOf<
  S extends Shape,
  Axes extends readonly number[],
  Key,
  Seen extends 0[] = [],
> = Axes extends readonly [infer Head extends number, ...infer Rest extends readonly number[]]
  ? AxisKey<S, Head> extends Key
    ? `${Seen["length"]}`
    : PlaceOf<S, Rest, Key, [...Seen, 0]>
  : never;

type At<List, Place, Default extends number> = List extends readonly number[]
  ? Place extends keyof List
    ? Extract<List[Place], number>
    : number
  : Default;

type Option<O, Name> = Name extends keyof O ? O[Name] : undefined;

type Slid<S extends Shape, O, Key, Length> = Length extends number
  ? PlaceOf<S, Extract<Option<O, "axes">, readonly number[]>, Key> extends infer Place
    ? [Place] extends [never]
      ? Length
      : Positions<
          Length,
          At<Option<O, "sizes">, Place, number>,
          At<Option<O, "strides">, Place, 1>,
          0,
          0,
          At<Option<O, "dilations">, Place, 1>
        >
    : never
  : never;

/** The shape of `windows(O)`. */
export type Windowed<S extends Shape, O> =
  IsOpen<S> extends true
    ? Shape
    : O extends {
          readonly axes: infer A extends readonly number[];
          readonly sizes: infer Z extends readonly number[];
        }
      ? number extends A["length"] | A[number]
        ? Shape
        : [...{ [K in keyof S]: Slid<S, O, K, S[K]> }, ...Z]
      : Shape;
