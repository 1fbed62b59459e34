import type { Shape, ShapeError, shapes } from "@chainrule/tensor";
import type { ShapeFunction } from "../shape-function.ts";

/** `[…, I]` to `[…, O]`. */
export interface AffineShape<I extends number, O extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [...infer B extends Shape, infer L extends number]
      ? shapes.Agree<L, I> extends true
        ? [...B, O]
        : ShapeError<`Affine(${I}, ${O}): the last length must be ${I}; got ${shapes.Print<S>}`>
      : shapes.IsOpen<S> extends true
        ? [...number[], O]
        : ShapeError<`Affine(${I}, ${O}): the input needs at least one axis; got []`>
    : never;
}

/** `[…]` to `[…, D]`. */
export interface EmbeddingShape<D extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape ? [...S, D] : never;
}

/** `[…, L]` to `[…, D]`. */
export interface EmbeddingBagShape<D extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [...infer B extends Shape, number]
      ? [...B, D]
      : shapes.IsOpen<S> extends true
        ? [...number[], D]
        : ShapeError<"EmbeddingBag: the input needs at least one axis; got []">
    : never;
}

/** The axes from `A` to `B` become one. */
export interface FlattenShape<A extends number, B extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape ? shapes.Flatten<S, A, B> : never;
}

/** The shape stays; it ends with `L`. */
export interface EndingShape<Name extends string, L extends number | Shape> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? S
      : Ends<S, L extends Shape ? L : [L & number]> extends true
        ? S
        : ShapeError<`${Name}: the last lengths must be ${shapes.Print<L extends Shape ? L : [L & number]>}; got ${shapes.Print<S>}`>
    : never;
}

type Ends<S extends Shape, L extends Shape> =
  shapes.IsOpen<L> extends true
    ? true
    : L extends readonly [...infer LRest extends Shape, infer LLast extends number]
      ? S extends readonly [...infer SRest extends Shape, infer SLast extends number]
        ? shapes.Agree<SLast, LLast> extends true
          ? Ends<SRest, LRest>
          : false
        : false
      : true;

/** The shape stays; axis 1 has `C` channels, and the number of axes is one of `Ranks`. */
export interface ChannelwiseShape<
  Name extends string,
  C extends number,
  Ranks extends number,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? S
      : S extends readonly [number, infer L extends number, ...Shape]
        ? shapes.Agree<S["length"], Ranks> extends true
          ? shapes.Agree<L, C> extends true
            ? S
            : ShapeError<`${Name}(${C}): the input must have ${C} channels; got ${shapes.Print<S>}`>
          : ShapeError<`${Name}(${C}): the input must have ${Ranks} axes; got ${shapes.Print<S>}`>
        : ShapeError<`${Name}(${C}): the input must have ${Ranks} axes; got ${shapes.Print<S>}`>
    : never;
}
