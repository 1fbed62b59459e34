import type { Shape } from "@chainrule/graph";
import type { At, AxisKey, Replace } from "./axes.ts";
import type { Add, Divide, Multiply } from "./digits.ts";
import type { Unsqueeze } from "./movement.ts";
import type { Total } from "./tiling.ts";
import type { Agree, Alike, IsOpen, Print, ShapeError, ShapeOf } from "./shape.ts";

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

/** `unknown`, or the mistake of parts that do not add up to the axis: so many equal ones, or a list of lengths. */
export type CheckParts<S extends Shape, P, X extends number> =
  IsOpen<S> extends true ? unknown : number extends X ? unknown : PartsOf<S, P, AxisKey<S, X>>;

type PartsOf<S extends Shape, P, Key extends string> = [Key] extends [never]
  ? unknown
  : P extends number
    ? Agree<Multiply<Divide<At<S, Key>, P>, P>, At<S, Key>> extends true
      ? unknown
      : ShapeError<`split: the number of parts must divide the length of axis ${Key}; got ${P} parts of ${Print<S>}`>
    : P extends Shape
      ? Agree<Total<P>, At<S, Key>> extends true
        ? unknown
        : ShapeError<`split: the sizes must add up to ${At<S, Key>}, the length of axis ${Key}; got sizes ${Print<P>} of ${Print<S>}`>
      : unknown;

/** The length of each of `N` equal parts along an axis. */
export type EqualPart<S extends Shape, X extends number, N extends number> =
  IsOpen<S> extends true ? number : Divide<At<S, AxisKey<S, X>>, N>;
