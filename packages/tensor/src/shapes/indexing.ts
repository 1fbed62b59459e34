import type { Shape } from "@chainrule/graph";
import type { Operand } from "../tensor.ts";
import type { Together } from "./broadcast.ts";
import type { Subtract } from "./digits.ts";
import type { Position, Span, Stepped } from "./selection.ts";
import type { IsOpen, Print, ShapeError, ShapeOf } from "./shape.ts";

/**
 * What `at` takes for an axis: a position, a range (`[start, end, step]` or `"start:end:step"`), an index tensor, a mask; `null` is a new axis,
 * `"..."` all axes that are not named.
 */
export type Index =
  | Operand
  | null
  | "..."
  | `${string}:${string}`
  | readonly (number | null | undefined)[];

// Ranges

type Numeral<T extends string> = T extends ""
  ? undefined
  : T extends `${infer N extends number}`
    ? N
    : number;

/** The entries of a range that is written as text. */
type Entries<T extends string> = T extends `${infer A}:${infer B}:${infer C}`
  ? [Numeral<A>, Numeral<B>, Numeral<C>]
  : T extends `${infer A}:${infer B}`
    ? [Numeral<A>, Numeral<B>]
    : [number];

type Given<Entry> = Entry extends number ? Entry : undefined;

/** What a step of a range is without its sign, and whether it goes backwards. */
type Stride<Step> = Step extends number
  ? `${Step}` extends `-${infer Size extends number}`
    ? [Size, true]
    : [Step, false]
  : [1, false];

type Ranged<
  L extends number,
  First,
  Last,
  S extends [size: number, backwards: boolean],
> = number extends S[0]
  ? number
  : [First, Last] extends [undefined, undefined]
    ? Stepped<L, S[0]>
    : S[1] extends true
      ? number
      : Stepped<Span<Position<First, L, 0>, Position<Last, L, L>>, S[0]>;

/** How many elements of an axis of length `L` a range has. */
type RangeLength<L extends number, R extends readonly unknown[]> = number extends R["length"]
  ? number
  : Ranged<L, Given<R[0]>, Given<R[1]>, Stride<R[2]>>;

// What kind of index it is

/** Whether an index is a mask: `boolean` where that is not known. */
type IsMask<E> = E extends { readonly dtype: infer D }
  ? "bool" extends D
    ? [D] extends ["bool"]
      ? true
      : boolean
    : false
  : E extends readonly (infer Inner)[]
    ? [Inner] extends [boolean]
      ? [Inner] extends [never]
        ? false
        : true
      : Inner extends readonly unknown[]
        ? IsMask<Inner>
        : false
    : false;

/** Whether an index picks by positions, so that integers beside it do, too. */
type Picks<E> = E extends readonly (number | null | undefined)[]
  ? false
  : E extends readonly unknown[] | { readonly dtype: unknown }
    ? true
    : false;

type Zeros<S extends Shape> = { -readonly [K in keyof S]: 0 };

/** How many axes an index takes up, as a tuple of that length. */
type Taken<E> = IsMask<E> extends true ? Zeros<ShapeOf<E>> : E extends null | "..." ? [] : [0];

type AllTaken<I extends readonly unknown[], R extends 0[] = []> = I extends readonly [
  infer Head,
  ...infer Rest,
]
  ? Taken<Head> extends infer T extends 0[]
    ? AllTaken<Rest, [...R, ...T]>
    : never
  : R;

type Times<N extends number, R extends ":"[] = []> = R["length"] extends N
  ? R
  : R["length"] extends 32
    ? R
    : Times<N, [...R, ":"]>;

/** The indices with "..." followed by the ranges it stands for. */
type Spread<I extends readonly unknown[], Rest extends ":"[]> = I extends readonly [
  infer Head,
  ...infer More,
]
  ? Head extends "..."
    ? [Head, ...Rest, ...More]
    : SpreadLater<Head, Spread<More, Rest>>
  : Rest;

type SpreadLater<Head, R> = R extends readonly unknown[] ? [Head, ...R] : never;

// The walk over indices and axes

/** Where the walk is: the axes so far, those of index tensors, and what follows them. */
interface State {
  readonly before: Shape;
  readonly picked: Shape | null;
  readonly after: Shape;
  /** Whether something stands behind the last index tensor. */
  readonly gap: boolean;
  readonly apart: boolean;
}

interface Begin extends State {
  readonly before: [];
  readonly picked: null;
  readonly after: [];
  readonly gap: false;
  readonly apart: false;
}

interface Kept<W extends State, L extends number> extends State {
  readonly before: W["picked"] extends null ? [...W["before"], L] : W["before"];
  readonly picked: W["picked"];
  readonly after: W["picked"] extends null ? [] : [...W["after"], L];
  readonly gap: true;
  readonly apart: W["apart"];
}

interface Gap<W extends State> extends State {
  readonly before: W["before"];
  readonly picked: W["picked"];
  readonly after: W["after"];
  readonly gap: true;
  readonly apart: W["apart"];
}

interface Picked<W extends State, P extends Shape> extends State {
  readonly before: W["before"];
  readonly picked: P;
  readonly after: W["after"];
  readonly gap: false;
  readonly apart: W["picked"] extends null ? false : W["gap"] extends true ? true : W["apart"];
}

type PickBy<W extends State, P extends Shape> = W["picked"] extends infer Q extends Shape
  ? [Together<Q, P>] extends [never]
    ? ShapeError<`at: index tensors must broadcast; got ${Print<Q>} and ${Print<P>}`>
    : Picked<W, Together<Q, P>>
  : Picked<W, P>;

type Result<W extends State> = W["picked"] extends infer P extends Shape
  ? IsOpen<P> extends true
    ? Shape
    : W["apart"] extends true
      ? [...P, ...W["before"], ...W["after"]]
      : [...W["before"], ...P, ...W["after"]]
  : W["before"];

type IsInside<N extends number, L extends number> = number extends N | L
  ? true
  : `${N}` extends `-${infer Size extends number}`
    ? [Subtract<L, Size>] extends [never]
      ? false
      : true
    : [Subtract<L, N>] extends [never]
      ? false
      : N extends L
        ? false
        : true;

/** Lengths that are not known, as many as those of `S`. */
type Anything<S extends Shape> = { -readonly [K in keyof S]: number };

type Walk<
  S extends Shape,
  I extends readonly unknown[],
  Picking extends boolean,
  W,
  All extends Shape,
> = W extends State
  ? I extends readonly [infer E, ...infer More]
    ? E extends null
      ? Walk<S, More, Picking, Kept<W, 1>, All>
      : E extends "..."
        ? Walk<S, More, Picking, Gap<W>, All>
        : IsMask<E> extends true
          ? S extends readonly [...Anything<ShapeOf<E>>, ...infer Rest extends Shape]
            ? Walk<Rest, More, Picking, PickBy<W, [number]>, All>
            : never
          : S extends readonly [infer L extends number, ...infer Rest extends Shape]
            ? E extends number
              ? IsInside<E, L> extends true
                ? Walk<Rest, More, Picking, Picking extends true ? PickBy<W, []> : W, All>
                : ShapeError<`at: index ${E} is outside an axis of ${L}; got ${Print<All>}`>
              : E extends string
                ? Walk<Rest, More, Picking, Kept<W, RangeLength<L, Entries<E>>>, All>
                : E extends readonly (number | null | undefined)[]
                  ? Walk<Rest, More, Picking, Kept<W, RangeLength<L, E>>, All>
                  : Walk<Rest, More, Picking, PickBy<W, ShapeOf<E>>, All>
            : never
    : Result<W>
  : W;

type IsKnown<I extends readonly unknown[]> = I extends readonly [infer E, ...infer More]
  ? [unknown] extends [E]
    ? false
    : boolean extends IsMask<E>
      ? false
      : IsMask<E> extends true
        ? IsOpen<ShapeOf<E>> extends true
          ? false
          : IsKnown<More>
        : IsKnown<More>
  : true;

/** The shape of `at(...indices)`, or the mistake. */
export type At<S extends Shape, I extends readonly unknown[]> = S extends Shape
  ? IsOpen<S> extends true
    ? Shape
    : number extends I["length"]
      ? Shape
      : IsKnown<I> extends true
        ? [Subtract<S["length"], AllTaken<I>["length"]>] extends [never]
          ? ShapeError<`at: there must be no more indices than axes; got ${AllTaken<I>["length"]} for ${Print<S>}`>
          : Walk<
              S,
              Spread<I, Times<Subtract<S["length"], AllTaken<I>["length"]>>>,
              true extends Picks<I[number]> ? true : false,
              Begin,
              S
            >
        : Shape
  : never;
