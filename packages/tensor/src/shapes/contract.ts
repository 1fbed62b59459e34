import type { Shape } from "@chainrule/graph";
import type { Together } from "./broadcast.ts";
import type { Agree, IsOpen, Print, ShapeError } from "./shape.ts";

/** The shape of a matrix product, vectors as in NumPy, or the mistake, named after the operation `Name`. */
export type MatMul<A extends Shape, B extends Shape, Name extends string = "matmul"> =
  IsOpen<A> extends true
    ? Shape
    : IsOpen<B> extends true
      ? Shape
      : A extends readonly [
            ...infer BatchA extends Shape,
            infer M extends number,
            infer K extends number,
          ]
        ? B extends readonly [
            ...infer BatchB extends Shape,
            infer K2 extends number,
            infer N extends number,
          ]
          ? Agree<K, K2> extends true
            ? WithBatch<Name, A, B, Together<BatchA, BatchB>, M, N>
            : Inner<Name, K, K2, A, B>
          : B extends readonly [infer K2 extends number]
            ? Agree<K, K2> extends true
              ? [...BatchA, M]
              : Inner<Name, K, K2, A, B>
            : NoAxis<Name, A, B>
        : A extends readonly [infer K extends number]
          ? B extends readonly [
              ...infer BatchB extends Shape,
              infer K2 extends number,
              infer N extends number,
            ]
            ? Agree<K, K2> extends true
              ? [...BatchB, N]
              : Inner<Name, K, K2, A, B>
            : B extends readonly [infer K2 extends number]
              ? Agree<K, K2> extends true
                ? []
                : Inner<Name, K, K2, A, B>
              : NoAxis<Name, A, B>
          : NoAxis<Name, A, B>;

type WithBatch<
  Name extends string,
  A extends Shape,
  B extends Shape,
  Batch extends Shape,
  M extends number,
  N extends number,
> = [Batch] extends [never]
  ? ShapeError<`${Name}: leading axes must broadcast; got ${Print<A>} and ${Print<B>}`>
  : [...Batch, M, N];

type Inner<
  Name extends string,
  K extends number,
  K2 extends number,
  A extends Shape,
  B extends Shape,
> = ShapeError<`${Name}: inner lengths ${K} and ${K2} differ; got ${Print<A>} and ${Print<B>}`>;

type NoAxis<
  Name extends string,
  A extends Shape,
  B extends Shape,
> = ShapeError<`${Name}: inputs need at least one axis; got ${Print<A>} and ${Print<B>}`>;

/** The shape of `dot`, or the mistake. */
export type Dot<A extends Shape, B extends Shape> = A extends readonly []
  ? [...B]
  : B extends readonly []
    ? [...A]
    : IsOpen<A> extends true
      ? Shape
      : B extends readonly [number, number, number, ...Shape]
        ? ShapeError<`dot: the second input must have at most two axes; got ${Print<A>} and ${Print<B>}; use matmul or einsum`>
        : MatMul<A, B, "dot">;
