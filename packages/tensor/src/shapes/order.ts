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
