import type { Shape } from "@chainrule/graph";
import type { At, AxisKey, Before, CheckEachAxis, Onward } from "./axes.ts";
import type { Divide, Multiply, Product } from "./digits.ts";
import type { Agree, IsOpen, Lengths, Print, ShapeError } from "./shape.ts";

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

/** The shape of `flatten(start, end)`, or the mistake. */
export type Flatten<S extends Shape, Start extends number, End extends number> =
  IsOpen<S> extends true
    ? Shape
    : number extends Start | End
      ? Shape
      : S extends readonly []
        ? [1]
        : CheckEachAxis<"flatten", S, readonly [Start, End]> extends ShapeError<infer M>
          ? ShapeError<M>
          : Start extends number
            ? End extends number
              ? Flattened<S, AxisKey<S, Start>, AxisKey<S, End>, Start, End>
              : never
            : never;

type Flattened<
  S extends Shape,
  First extends string,
  Last extends string,
  Start extends number,
  End extends number,
> = [...Before<S, Last>, At<S, Last>] extends infer Until extends Shape
  ? First extends keyof Until
    ? [
        ...Before<S, First>,
        Product<Onward<Until, First>>,
        ...(Onward<S, Last> extends readonly [number, ...infer After extends Shape] ? After : []),
      ]
    : ShapeError<`flatten: the start axis must not come after the end axis; got ${Start} and ${End} of ${Print<S>}`>
  : never;
