import type { Shape } from "@chainrule/graph";
import type { At, AxisKey, Replace } from "./axes.ts";
import type { Subtract } from "./digits.ts";
import type { IsOpen, Print, ShapeError } from "./shape.ts";

/** The shape of both results of `topK(k, axis)`, or the mistake. */
export type TopK<S extends Shape, K extends number, X extends number> =
  IsOpen<S> extends true
    ? Shape
    : S extends readonly []
      ? ShapeError<`topK: axis must be one of the input's; got axis ${X} of []`>
      : number extends X
        ? { [A in keyof S]: number }
        : S extends Shape
          ? X extends number
            ? number extends K
              ? Replace<S, AxisKey<S, X>, [K]>
              : [Subtract<At<S, AxisKey<S, X>>, K>] extends [never]
                ? ShapeError<`topK: k must not be more than the length of axis ${X}; got ${K} of ${Print<S>}`>
                : Replace<S, AxisKey<S, X>, [K]>
            : never
          : never;

/** The shape of `K` draws along the last axis, or the mistake: without replacement (`R`) at most as many as there are. */
export type Drawn<S extends Shape, K extends number, R extends boolean> =
  IsOpen<S> extends true
    ? Shape
    : S extends readonly [...infer B extends Shape, infer L extends number]
      ? R extends true
        ? [...B, K]
        : [Subtract<L, K>] extends [never]
          ? ShapeError<`multinomial: count must be an integer from 0 to ${L}, since none is drawn twice; got ${K} of ${Print<S>}`>
          : [...B, K]
      : ShapeError<"multinomial: the weights need a last axis with elements; got []">;
