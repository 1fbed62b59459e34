import type { Shape } from "@chainrule/graph";
import type { Agree, Check, IsOpen, Print, ShapeError } from "./shape.ts";

type AllAgree<S extends Shape, W extends Shape> = S extends readonly [
  infer A extends number,
  ...infer RestS extends Shape,
]
  ? W extends readonly [infer B extends number, ...infer RestW extends Shape]
    ? B extends -1
      ? AllAgree<RestS, RestW>
      : Agree<A, B> extends true
        ? AllAgree<RestS, RestW>
        : false
    : false
  : W extends readonly []
    ? true
    : false;

type Narrowed<W extends Shape> = { -readonly [K in keyof W]: W[K] extends -1 ? number : W[K] };

/** `unknown`, or the mistake. A tensor of any shape needs none, so that generic code may say `expect([n])`. */
export type CheckExpected<S extends Shape, W extends Shape> =
  IsOpen<S> extends true ? unknown : Check<Expected<S, W>>;

/** The shape that `expect(W)` states, or the mistake where it cannot hold. */
export type Expected<S extends Shape, W extends Shape> =
  IsOpen<S> extends true
    ? Narrowed<W>
    : IsOpen<W> extends true
      ? Shape
      : AllAgree<S, W> extends true
        ? Narrowed<W>
        : ShapeError<`expect: the shape must be ${Print<W>}; got ${Print<S>}`>;
