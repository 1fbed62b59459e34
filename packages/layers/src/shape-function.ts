import type { Shape, ShapeError, shapes, Tensor } from "@chainrule/tensor";

/** A function on shapes in the type system: an interface that states `output` in terms of `this["input"]`. */
export interface ShapeFunction {
  readonly input: unknown;
  readonly output: unknown;
}

/** What `F` makes of the shape `S`: a shape, or a `ShapeError`. */
export type Apply<F, S extends Shape> = F extends ShapeFunction
  ? (F & { readonly input: S })["output"]
  : Shape;

/** The shape stays. */
export interface SameShape extends ShapeFunction {
  readonly output: this["input"];
}

/** What a layer of a `Sequential` makes of `S`: from its shape function, or from the types of its `forward`. */
type Through<M, S extends Shape> = M extends { readonly shapes: infer F }
  ? Apply<F, S>
  : M extends { forward(...inputs: never[]): Tensor<infer R> }
    ? R
    : Shape;

/** The shape after all layers. */
type Chain<L extends readonly unknown[], S> = S extends Shape
  ? L extends readonly [infer M, ...infer R]
    ? Chain<R, Through<M, S>>
    : number extends L["length"]
      ? Shape
      : S
  : S;

/** One layer after the other. */
export interface SequentialShape<L extends readonly unknown[]> extends ShapeFunction {
  readonly output: Chain<L, this["input"]>;
}

/** Layers that must keep the shape. */
export interface ResidualShape<L extends readonly unknown[]> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? Chain<L, S> extends infer R
      ? R extends Shape
        ? shapes.IsOpen<R> | shapes.IsOpen<S> extends false
          ? shapes.Alike<R, S> extends true
            ? S
            : ShapeError<`Residual: the layers must keep the shape; got ${shapes.Print<R>} of ${shapes.Print<S>}`>
          : S
        : R
      : never
    : never;
}

/** The layers, each with why it does not take what the layers before it give: a tuple, so that the wrong one is underlined. */
export type Links<L extends readonly unknown[]> = {
  readonly [K in keyof L]: L[K] & (K extends keyof CheckChain<L> ? CheckChain<L>[K] : unknown);
};

/** For each layer nothing, or why it does not take what the layers before it give. */
type CheckChain<
  L extends readonly unknown[],
  S extends Shape = Shape,
  R extends unknown[] = [],
> = number extends L["length"]
  ? unknown
  : L extends readonly [infer M, ...infer T]
    ? Through<M, S> extends infer Output
      ? Output extends Shape
        ? CheckChain<T, Output, [...R, unknown]>
        : CheckChain<T, Shape, [...R, Output]>
      : never
    : R;

/** The dtypes that parameters may have. */
export type Floating = "float32" | "float64";

/** The dtype that options ask for. */
export type DTypeIn<P> = P extends { readonly dtype: infer D extends Floating } ? D : Floating;
