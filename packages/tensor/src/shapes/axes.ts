import type { Shape } from "@chainrule/graph";
import type { Subtract } from "./digits.ts";
import type { IsOpen, Print, ShapeError } from "./shape.ts";

/** The keys of a tuple: "0" | "1" | …. */
type KeysOfShape<S extends Shape> = Extract<keyof S, `${number}`>;

/** Axis `X` counted from the front, as a key of the shape; `never` where there is no such axis. */
export type AxisKey<S extends Shape, X extends number> = `${X}` extends `-${infer N extends number}`
  ? [Subtract<S["length"], N>] extends [never]
    ? never
    : `${Subtract<S["length"], N>}`
  : `${X}` extends KeysOfShape<S>
    ? `${X}`
    : never;

/** The axes of a list that do not exist. */
type Missing<S extends Shape, X extends number> = X extends number
  ? [AxisKey<S, X>] extends [never]
    ? X
    : never
  : never;

/**
 * `unknown`, or the mistake of naming an axis that does not exist. What takes lists of axes has it as a bound, `X extends Axes & CheckAxes<…>`: of a parameter `X & CheckAxes<…>` that may be left out the
 * compiler infers one part only of a union like `number | number[]`.
 */
export type CheckAxes<Name extends string, S extends Shape, X> =
  IsOpen<S> extends true
    ? unknown
    : X extends readonly number[]
      ? CheckAxis<Name, S, X[number]> extends ShapeError<infer M>
        ? ShapeError<M>
        : IsRepeated<S, X> extends true
          ? ShapeError<`${Name}: axes must differ; got axes ${Print<X>} of ${Print<S>}`>
          : unknown
      : X extends number
        ? CheckAxis<Name, S, X>
        : unknown;

/** Whether a list names an axis twice. */
type IsRepeated<S extends Shape, X extends readonly number[]> = X extends readonly [
  infer Head extends number,
  ...infer Rest extends readonly number[],
]
  ? number extends Head
    ? IsRepeated<S, Rest>
    : AxisKey<S, Head> extends KeysOf<S, Rest[number]>
      ? true
      : IsRepeated<S, Rest>
  : false;

/** As `CheckAxes`, of axes that need not differ. */
export type CheckEachAxis<Name extends string, S extends Shape, X> =
  IsOpen<S> extends true
    ? unknown
    : X extends readonly (infer Each extends number)[] | (infer Each extends number)
      ? CheckAxis<Name, S, Each>
      : unknown;

type CheckAxis<Name extends string, S extends Shape, X extends number> = number extends X
  ? unknown
  : [Missing<S, X>] extends [never]
    ? unknown
    : ShapeError<`${Name}: axis must be one of the input's; got axis ${Missing<S, X>} of ${Print<S>}`>;

/** As `CheckAxes`, for the axes of a result that has one more. */
export type CheckNewAxis<Name extends string, S extends Shape, X extends number> =
  IsOpen<S> extends true
    ? unknown
    : number extends X
      ? unknown
      : [AxisKey<[...S, 1], X>] extends [never]
        ? ShapeError<`${Name}: there is no place ${X} for a new axis of ${Print<S>}`>
        : unknown;

/** Without the axes of `Gone`, or with them of length 1. */
export type Without<
  S extends Shape,
  Gone extends string,
  Keep,
  R extends Shape = [],
  Seen extends 0[] = [],
> = S extends readonly [infer Head extends number, ...infer Rest extends Shape]
  ? `${Seen["length"]}` extends Gone
    ? Without<Rest, Gone, Keep, Keep extends true ? [...R, 1] : R, [...Seen, 0]>
    : Without<Rest, Gone, Keep, [...R, Head], [...Seen, 0]>
  : R;

type AllOnes<S extends Shape> = { [K in keyof S]: 1 };
type AllOpen<S extends Shape> = { [K in keyof S]: number };

/** Any shape where one of the shapes `R` is that, as of an axis of type `number | number[]`. */
export type Joined<R> = [Shape] extends [R] ? Shape : R;

/** The shape of a reduction along `X`: an axis, a list, or `undefined` for all axes. */
export type Reduce<S extends Shape, X, Keep> =
  IsOpen<S> extends true
    ? [X, Keep] extends [undefined, false]
      ? []
      : Shape
    : boolean extends Keep
      ? Shape
      : Joined<ReduceAxes<S, X, Keep>>;

type ReduceAxes<S extends Shape, X, Keep> = S extends Shape
  ? X extends undefined
    ? Keep extends true
      ? AllOnes<S>
      : []
    : X extends number
      ? number extends X
        ? SomeAxis<S, Keep>
        : Without<S, AxisKey<S, X>, Keep>
      : X extends readonly number[]
        ? number extends X["length"]
          ? Keep extends true
            ? AllOpen<S>
            : Shape
          : number extends X[number]
            ? Shape
            : Without<S, KeysOf<S, X[number]>, Keep>
        : Shape
  : never;

/** The keys of a list of axes. */
export type KeysOf<S extends Shape, X extends number> = X extends number ? AxisKey<S, X> : never;

/** One axis, which is not known before it runs. */
type SomeAxis<S extends Shape, Keep> = Keep extends true
  ? AllOpen<S>
  : S extends readonly [number, ...infer Rest extends Shape]
    ? AllOpen<Rest>
    : Shape;

/** `S` with the length of axis `Key` replaced by the lengths `By`. */
export type Replace<
  S extends Shape,
  Key extends string,
  By extends Shape,
  R extends Shape = [],
> = S extends readonly [infer Head extends number, ...infer Rest extends Shape]
  ? `${R["length"]}` extends Key
    ? [...R, ...By, ...Rest]
    : Replace<Rest, Key, By, [...R, Head]>
  : R;

/** The length of the axis of `Key`. */
export type At<S extends Shape, Key> = Key extends keyof S
  ? S[Key] extends number
    ? S[Key]
    : number
  : number;

/** The first lengths, up to and without the axis of `Key`. */
export type Before<
  S extends Shape,
  Key extends string,
  R extends Shape = [],
> = `${R["length"]}` extends Key
  ? R
  : S extends readonly [infer Head extends number, ...infer Rest extends Shape]
    ? Before<Rest, Key, [...R, Head]>
    : R;

/** The last lengths, from the axis of `Key` on. */
export type Onward<S extends Shape, Key extends string> = S extends readonly [
  ...Before<S, Key>,
  ...infer Rest extends Shape,
]
  ? Rest
  : [];
