import type { Shape } from "@chainrule/graph";
import type { At, AxisKey, Replace } from "./axes.ts";
import type { Add, Divide } from "./digits.ts";
import type { Unsqueeze } from "./movement.ts";
import type { Alike, IsOpen, Print, ShapeError, ShapeOf } from "./shape.ts";

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

/** The length of each of `N` equal parts along an axis. */
export type EqualPart<S extends Shape, X extends number, N extends number> =
  IsOpen<S> extends true ? number : Divide<At<S, AxisKey<S, X>>, N>;
