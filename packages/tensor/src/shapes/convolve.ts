import type { Shape } from "@chainrule/graph";
import type { Add, Divide, Multiply, Subtract } from "./digits.ts";
import type { Agree, IsOpen, Print, ShapeError } from "./shape.ts";

/** `(K − 1) · Dilation + 1`: the span of a kernel or window. */
type Covered<K extends number, Dilation extends number> = Dilation extends 1
  ? K
  : Add<Multiply<Subtract<K, 1>, Dilation>, 1>;

/**
 * How many positions a window of `Size` has along an axis of `Length`:
 * `⌊(Length + Low + High − (Size − 1) · Dilation − 1) / Stride⌋ + 1`, or 0.
 */
export type Positions<
  Length extends number,
  Size extends number,
  Stride extends number = 1,
  Low extends number = 0,
  High extends number = Low,
  Dilation extends number = 1,
> = number extends Length | Size | Stride | Low | High | Dilation
  ? number
  : Subtract<Add<Add<Length, Low>, High>, Covered<Size, Dilation>> extends infer Room extends number
    ? [Room] extends [never]
      ? 0
      : Add<Divide<Room, Stride>, 1>
    : number;

type Entry<O, Key, K, Default extends number> = Key extends keyof O
  ? O[Key] extends readonly unknown[]
    ? K extends keyof O[Key]
      ? O[Key][K]
      : number
    : O[Key] extends undefined
      ? Default
      : O[Key]
  : Default;

type AsNumber<N> = N extends number ? N : number;
type LowOf<P> = P extends readonly [infer L extends number, number] ? L : AsNumber<P>;
type HighOf<P> = P extends readonly [number, infer H extends number] ? H : AsNumber<P>;

type Spatial<S extends Shape, K extends Shape, O> = {
  [A in keyof S]: A extends keyof K
    ? Positions<
        AsNumber<S[A]>,
        AsNumber<K[A]>,
        AsNumber<Entry<O, "strides", A, 1>>,
        LowOf<Entry<O, "padding", A, 0>>,
        HighOf<Entry<O, "padding", A, 0>>,
        AsNumber<Entry<O, "kernelDilation", A, 1>>
      >
    : never;
};

type Open<S extends Shape> = { [A in keyof S]: number };

type Groups<O> = AsNumber<Entry<O, "groups", never, 1>>;

/** The shape of `convolve(x, kernel, options)`, or the mistake. */
export type Convolved<S extends Shape, K extends Shape, O> =
  IsOpen<S> extends true
    ? Shape
    : IsOpen<K> extends true
      ? Shape
      : O extends { readonly roles: object } | { readonly batchGroups: number }
        ? Shape
        : S extends readonly [
              infer N extends number,
              infer C extends number,
              ...infer X extends Shape,
            ]
          ? K extends readonly [
              infer F extends number,
              infer P extends number,
              ...infer Y extends Shape,
            ]
            ? X["length"] extends Y["length"]
              ? Agree<C, Multiply<P, Groups<O>>> extends true
                ? [
                    N,
                    F,
                    ...(O extends { readonly inputDilation: unknown } ? Open<X> : Spatial<X, Y, O>),
                  ]
                : ShapeError<`convolve: the input must have ${Multiply<P, Groups<O>>} channels (${P} in each of ${Groups<O>} groups); got ${C}, with input ${Print<S>} and kernel ${Print<K>}`>
              : Unequal<S, K>
            : Unequal<S, K>
          : Unequal<S, K>;

type Unequal<
  S extends Shape,
  K extends Shape,
> = ShapeError<`convolve: input and kernel need the same number of axes, at least 2; got ${Print<S>} and ${Print<K>}`>;
