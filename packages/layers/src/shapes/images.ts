import type { Shape, ShapeError, shapes } from "@chainrule/tensor";
import type { Apply, SameShape, ShapeFunction } from "../shape-function.ts";

/** What option `Key` says for spatial axis `A`. */
export type Option<P, Key, A extends number, Default extends number> = Key extends keyof P
  ? Along<P[Key], A, Default>
  : Default;

/** A number for every axis, or the one for axis `A` of a list. */
export type Along<V, A extends number, Default extends number> = V extends undefined
  ? Default
  : V extends number
    ? V
    : V extends readonly number[]
      ? Extract<V[A], number>
      : number;

/** `3`, or `[3, 5]` where the axes differ, as errors show it. */
export type PrintAxes<V> = V extends number
  ? `${V}`
  : V extends readonly [infer A extends number, ...infer Rest extends readonly number[]]
    ? [A, Rest[number]] extends [Rest[number], A]
      ? `${A}`
      : shapes.Print<V>
    : string;

/** A result of `N` examples, `C` channels and spatial axes of lengths `L`, or the `Mistake` where one is known to be empty: nothing fits there, or nothing is left. */
type Fitting<
  N extends number,
  C extends number,
  L extends Shape,
  Mistake,
> = number extends L[number] ? [N, C, ...L] : 0 extends L[number] ? Mistake : [N, C, ...L];

type KernelFits<
  Name extends string,
  I extends number,
  O extends number,
  K,
  S extends Shape,
> = ShapeError<`${Name}(${I}, ${O}): the kernel must fit into the input with its padding; got ${shapes.Print<S>} for kernel ${PrintAxes<K>}`>;

type PaddingLeaves<
  Name extends string,
  I extends number,
  O extends number,
  P,
  S extends Shape,
> = ShapeError<`${Name}(${I}, ${O}): the padding must leave something of the output; got ${shapes.Print<S>} for padding ${PrintAxes<P extends { readonly padding: infer V } ? V : 0>}`>;

type WindowFits<
  K,
  S extends Shape,
> = ShapeError<`pooling: the window must fit into the input; got ${shapes.Print<S>} for window ${PrintAxes<K>}`>;

/** Examples, channels and spatial axes. */
type Batch = readonly [number, number, ...number[]];

type Images = readonly [number, number, number, number];

/** The lengths of the spatial axes. */
type Lengths<S extends Batch> = S extends readonly [number, number, ...infer L extends number[]]
  ? L
  : never;

/** The number of a tuple's entry. */
type Index<A> = A extends `${infer I extends number}` ? I : never;

type Is<V, What> = [V] extends [What] ? true : false;

/** The lengths of the spatial axes after a convolution with options `P`. */
type Convolved<L extends readonly number[], K, P> = {
  -readonly [A in keyof L]: ConvolvedAxis<L[A], K, P, Index<A>>;
};

type ConvolvedAxis<L extends number, K, P, A extends number> = P extends {
  readonly padding: "same";
}
  ? L
  : P extends { readonly padding: "valid" }
    ? ConvolvedAxis<L, K, Omit<P, "padding">, A>
    : shapes.Positions<
        L,
        Along<K, A, number>,
        Option<P, "stride", A, 1>,
        Option<P, "padding", A, 0>,
        Option<P, "padding", A, 0>,
        Option<P, "dilation", A, 1>
      >;

/** The lengths of the spatial axes after pooling with options `P`. */
type Pooled<L extends readonly number[], K, P> = {
  -readonly [A in keyof L]: PooledAxis<L[A], K, P, Index<A>>;
};

type PooledAxis<L extends number, K, P, A extends number> = P extends { readonly ceilMode: infer C }
  ? Is<C, false | undefined> extends true
    ? PooledAxis<L, K, Omit<P, "ceilMode">, A>
    : number
  : shapes.Positions<
      L,
      Along<K, A, number>,
      Option<P, "stride", A, Along<K, A, number>>,
      Option<P, "padding", A, 0>,
      Option<P, "padding", A, 0>,
      Option<P, "dilation", A, 1>
    >;

/** `(L − 1)·stride + dilation·(K − 1) + outputPadding + 1 − 2·padding`, or 0. */
type Transposed<L extends readonly number[], K, P> = {
  -readonly [A in keyof L]: TransposedAxis<L[A], K, P, Index<A>>;
};

type TransposedAxis<L extends number, K, P, A extends number> = L extends 0
  ? number
  : [Grown<L, K, P, A>] extends [never]
    ? 0
    : Grown<L, K, P, A>;

type Grown<L extends number, K, P, A extends number> = shapes.Subtract<
  shapes.Add<
    shapes.Add<
      shapes.Multiply<shapes.Subtract<L, 1>, Option<P, "stride", A, 1>>,
      shapes.Multiply<shapes.Subtract<Along<K, A, number>, 1>, Option<P, "dilation", A, 1>>
    >,
    shapes.Add<Option<P, "outputPadding", A, 0>, 1>
  >,
  shapes.Multiply<Option<P, "padding", A, 0>, 2>
>;

type Channels<
  Name extends string,
  I extends number,
  O extends number,
  S extends Shape,
> = ShapeError<`${Name}(${I}, ${O}): the input must have ${I} channels; got ${shapes.Print<S>}`>;

type Axes<
  Name extends string,
  What extends string,
  S extends Shape,
> = ShapeError<`${Name}: the input must be ${What}; got ${shapes.Print<S>}`>;

/** The spatial axes of signals, of images and of volumes: their lengths, and their names in errors. */
interface Spatial {
  readonly 1: { readonly lengths: [number]; readonly names: "length" };
  readonly 2: { readonly lengths: [number, number]; readonly names: "height, width" };
  readonly 3: {
    readonly lengths: [number, number, number];
    readonly names: "depth, height, width";
  };
}

/** How many spatial axes there are. */
type Rank = keyof Spatial;

/** What `F` makes of `[N, C, …]` with `D` spatial axes, or the mistake that the input of layer `Name` has other axes. */
interface Framed<
  Name extends string,
  D extends Rank,
  F extends ShapeFunction,
  C extends number | "C" = "C",
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? Apply<F, [number, number, ...Spatial[D]["lengths"]]>
      : S extends readonly [number, number, ...Spatial[D]["lengths"]]
        ? Apply<F, S>
        : Axes<Name, `[N, ${C}, ${Spatial[D]["names"]}]`, S>
    : never;
}

/** `[N, I, …]` to `[N, O, …]`. */
export type ConvolutionShape<D extends Rank, I extends number, O extends number, K, P> = Framed<
  `Conv${D}d(${I}, ${O})`,
  D,
  Convolution<`Conv${D}d`, I, O, K, P>,
  I
>;

interface Convolution<
  Name extends string,
  I extends number,
  O extends number,
  K,
  P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Batch
    ? shapes.Agree<S[1], I> extends true
      ? Fitting<S[0], O, Convolved<Lengths<S>, K, P>, KernelFits<Name, I, O, K, S>>
      : Channels<Name, I, O, S>
    : never;
}

/** `[N, I, …]` to `[N, O, …]`. */
export type ConvolutionTransposeShape<
  D extends Rank,
  I extends number,
  O extends number,
  K,
  P,
> = Framed<
  `ConvTranspose${D}d(${I}, ${O})`,
  D,
  ConvolutionTranspose<`ConvTranspose${D}d`, I, O, K, P>,
  I
>;

interface ConvolutionTranspose<
  Name extends string,
  I extends number,
  O extends number,
  K,
  P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Batch
    ? shapes.Agree<S[1], I> extends true
      ? Fitting<S[0], O, Transposed<Lengths<S>, K, P>, PaddingLeaves<Name, I, O, P, S>>
      : Channels<Name, I, O, S>
    : never;
}

/** `[N, C, …]` to as many windows along each spatial axis. Not by `Framed`: a layer for one window would not be one for any, then. */
export interface PoolingShape<D extends Rank, K, P> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, number, ...Spatial[D]["lengths"]]
      : S extends readonly [number, number, ...Spatial[D]["lengths"]]
        ? Fitting<S[0], S[1], Pooled<Lengths<S>, K, P>, WindowFits<K, S>>
        : Axes<"pooling", `[N, C, ${Spatial[D]["names"]}]`, S>
    : never;
}

/** `[N, C, …]` to the size `K`. */
export type ResizedShape<D extends Rank, K> = Framed<"pooling", D, Resized<K>>;

interface Resized<K> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Batch
    ? [S[0], S[1], ...SizedAs<Lengths<S>, K>]
    : never;
}

type SizedAs<L extends readonly number[], K> = {
  -readonly [A in keyof L]: Along<K, Index<A>, number>;
};

/** `[N, C, …]` to `[N, C]`. */
export type ChannelsShape<D extends Rank> = Framed<"pooling", D, FirstTwo>;

interface FirstTwo extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Batch ? [S[0], S[1]] : never;
}

/** `[N, C, …]`, which stays. */
export type SpatialShape<Name extends string, D extends Rank> = Framed<Name, D, SameShape>;

/** `[N, C, H, W]` to `[N, C, K·H, K·W]`. */
export type UpsampledShape<K> = Framed<"Upsample", 2, Upsampled<K>>;

interface Upsampled<K> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Images
    ? [
        S[0],
        S[1],
        shapes.Multiply<S[2], Along<K, 0, number>>,
        shapes.Multiply<S[3], Along<K, 1, number>>,
      ]
    : never;
}

/** `[N, C·K², H, W]` to `[N, C, K·H, K·W]`. */
export type ShuffledShape<K extends number> = Framed<`PixelShuffle(${K})`, 2, Shuffled<K>>;

interface Shuffled<K extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Images
    ? shapes.Divide<S[1], shapes.Multiply<K, K>> extends infer C extends number
      ? shapes.Agree<shapes.Multiply<C, shapes.Multiply<K, K>>, S[1]> extends true
        ? [S[0], C, shapes.Multiply<S[2], K>, shapes.Multiply<S[3], K>]
        : ShapeError<`PixelShuffle(${K}): the channels must be a multiple of ${shapes.Multiply<K, K>}; got ${shapes.Print<S>}`>
      : never
    : never;
}
