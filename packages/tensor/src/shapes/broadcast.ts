import type { Shape } from "@chainrule/graph";
import type { IsOpen, Print, ShapeError } from "./shape.ts";

/** The length of two axes together, or `never`. */
type Length<A extends number, B extends number> = A extends 1
  ? B
  : B extends 1
    ? A
    : number extends A
      ? B
      : number extends B
        ? A
        : A extends B
          ? A
          : never;

type FromLast<A extends Shape, B extends Shape, R extends Shape = []> = A extends readonly [
  ...infer RestA extends Shape,
  infer LastA extends number,
]
  ? B extends readonly [...infer RestB extends Shape, infer LastB extends number]
    ? [Length<LastA, LastB>] extends [never]
      ? never
      : FromLast<RestA, RestB, [Length<LastA, LastB>, ...R]>
    : [...A, ...R]
  : [...B, ...R];

/** The shape that two shapes broadcast to by NumPy's rule, or `never` when they do not. */
export type Together<A extends Shape, B extends Shape> =
  IsOpen<A> extends true
    ? Shape
    : IsOpen<B> extends true
      ? Shape
      : B extends readonly []
        ? [...A]
        : FromLast<A, B>;

/** The shape of an elementwise operation on two operands, or the mistake. */
export type Broadcast<Name extends string, A extends Shape, B extends Shape> = [
  Together<A, B>,
] extends [never]
  ? ShapeError<`${Name}: shapes must broadcast; got ${Print<A>} and ${Print<B>}`>
  : Together<A, B>;

/** The shape of `where`, or the mistake. */
export type Broadcast3<Name extends string, A extends Shape, B extends Shape, C extends Shape> = [
  Together<A, B>,
] extends [never]
  ? Mistake3<Name, A, B, C>
  : [Together<Together<A, B>, C>] extends [never]
    ? Mistake3<Name, A, B, C>
    : Together<Together<A, B>, C>;

type Mistake3<
  Name extends string,
  A extends Shape,
  B extends Shape,
  C extends Shape,
> = ShapeError<`${Name}: shapes must broadcast; got ${Print<A>} and ${Print<B>} and ${Print<C>}`>;
