import type { Shape, ShapeError, shapes } from "@chainrule/tensor";
import type { ShapeFunction } from "../shape-function.ts";

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
      ? V[A]
      : number;

/** `3`, or `[3, 5]` where the axes differ, as errors show it. */
export type PrintAxes<V> = V extends number
  ? `${V}`
  : V extends readonly [infer H extends number, infer W extends number]
    ? [H, W] extends [W, H]
      ? `${H}`
      : `[${H}, ${W}]`
    : string;

/** A result of `N` examples, `C` channels and spatial axes of lengths `L`, or the `Mistake` where one is known to be empty: nothing fits there. */
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

type WindowFits<
  K,
  S extends Shape,
> = ShapeError<`pooling: the window must fit into the input; got ${shapes.Print<S>} for window ${PrintAxes<K>}`>;

type Is<V, What> = [V] extends [What] ? true : false;

/** The length of spatial axis `A` after a convolution with options `P`. */
type Convolved<L extends number, K, P, A extends number> = P extends { readonly padding: "same" }
  ? L
  : P extends { readonly padding: "valid" }
    ? Convolved<L, K, Omit<P, "padding">, A>
    : shapes.Positions<
        L,
        Along<K, A, number>,
        Option<P, "stride", A, 1>,
        Option<P, "padding", A, 0>,
        Option<P, "padding", A, 0>,
        Option<P, "dilation", A, 1>
      >;

/** The length of spatial axis `A` after pooling with options `P`. */
type Pooled<L extends number, K, P, A extends number> = P extends { readonly ceilMode: infer C }
  ? Is<C, false | undefined> extends true
    ? Pooled<L, K, Omit<P, "ceilMode">, A>
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
type Transposed<L extends number, K, P, A extends number> = L extends 0
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

/** `[N, I, L]` to `[N, O, L']`. */
export interface Convolution1dShape<
  I extends number,
  O extends number,
  K,
  P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, O, number]
      : S extends readonly [infer N extends number, infer C extends number, infer L extends number]
        ? shapes.Agree<C, I> extends true
          ? Fitting<N, O, [Convolved<L, K, P, 0>], KernelFits<"Conv1d", I, O, K, S>>
          : Channels<"Conv1d", I, O, S>
        : Axes<`Conv1d(${I}, ${O})`, `[N, ${I}, length]`, S>
    : never;
}

/** `[N, I, H, W]` to `[N, O, H', W']`. */
export interface Convolution2dShape<
  I extends number,
  O extends number,
  K,
  P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, O, number, number]
      : S extends readonly [
            infer N extends number,
            infer C extends number,
            infer H extends number,
            infer W extends number,
          ]
        ? shapes.Agree<C, I> extends true
          ? Fitting<
              N,
              O,
              [Convolved<H, K, P, 0>, Convolved<W, K, P, 1>],
              KernelFits<"Conv2d", I, O, K, S>
            >
          : Channels<"Conv2d", I, O, S>
        : Axes<`Conv2d(${I}, ${O})`, `[N, ${I}, height, width]`, S>
    : never;
}

/** `[N, I, L]` to `[N, O, L']`. */
export interface ConvolutionTranspose1dShape<
  I extends number,
  O extends number,
  K,
  P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, O, number]
      : S extends readonly [infer N extends number, infer C extends number, infer L extends number]
        ? shapes.Agree<C, I> extends true
          ? [N, O, Transposed<L, K, P, 0>]
          : Channels<"ConvTranspose1d", I, O, S>
        : Axes<`ConvTranspose1d(${I}, ${O})`, `[N, ${I}, length]`, S>
    : never;
}

/** `[N, I, H, W]` to `[N, O, H', W']`. */
export interface ConvolutionTranspose2dShape<
  I extends number,
  O extends number,
  K,
  P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, O, number, number]
      : S extends readonly [
            infer N extends number,
            infer C extends number,
            infer H extends number,
            infer W extends number,
          ]
        ? shapes.Agree<C, I> extends true
          ? [N, O, Transposed<H, K, P, 0>, Transposed<W, K, P, 1>]
          : Channels<"ConvTranspose2d", I, O, S>
        : Axes<`ConvTranspose2d(${I}, ${O})`, `[N, ${I}, height, width]`, S>
    : never;
}

/** `[N, C, L]` to `[N, C, L']`. */
export interface Pooling1dShape<K, P> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, number, number]
      : S extends readonly [infer N extends number, infer C extends number, infer L extends number]
        ? Fitting<N, C, [Pooled<L, K, P, 0>], WindowFits<K, S>>
        : Axes<"pooling", "[N, C, length]", S>
    : never;
}

/** `[N, C, H, W]` to `[N, C, H', W']`. */
export interface Pooling2dShape<K, P> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, number, number, number]
      : S extends readonly [
            infer N extends number,
            infer C extends number,
            infer H extends number,
            infer W extends number,
          ]
        ? Fitting<N, C, [Pooled<H, K, P, 0>, Pooled<W, K, P, 1>], WindowFits<K, S>>
        : Axes<"pooling", "[N, C, height, width]", S>
    : never;
}

/** `[N, C, H, W]` to the size `K`. */
export interface ResizedShape<K> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, number, Along<K, 0, number>, Along<K, 1, number>]
      : S extends readonly [infer N extends number, infer C extends number, number, number]
        ? [N, C, Along<K, 0, number>, Along<K, 1, number>]
        : Axes<"pooling", "[N, C, height, width]", S>
    : never;
}

/** `[N, C, H, W]` to `[N, C]`. */
export interface ChannelsShape extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, number]
      : S extends readonly [infer N extends number, infer C extends number, number, number]
        ? [N, C]
        : Axes<"pooling", "[N, C, height, width]", S>
    : never;
}

/** `[N, C, H, W]`, which stays. */
export interface ImagesShape<Name extends string> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? S
      : S extends readonly [number, number, number, number]
        ? S
        : Axes<Name, "[N, C, height, width]", S>
    : never;
}

/** `[N, C, H, W]` to `[N, C, K·H, K·W]`. */
export interface UpsampledShape<K> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, number, number, number]
      : S extends readonly [
            infer N extends number,
            infer C extends number,
            infer H extends number,
            infer W extends number,
          ]
        ? [N, C, shapes.Multiply<H, Along<K, 0, number>>, shapes.Multiply<W, Along<K, 1, number>>]
        : Axes<"Upsample", "[N, C, height, width]", S>
    : never;
}

/** `[N, C·K², H, W]` to `[N, C, K·H, K·W]`. */
export interface ShuffledShape<K extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? shapes.IsOpen<S> extends true
      ? [number, number, number, number]
      : S extends readonly [
            infer N extends number,
            infer C extends number,
            infer H extends number,
            infer W extends number,
          ]
        ? shapes.Agree<
            shapes.Multiply<shapes.Divide<C, shapes.Multiply<K, K>>, shapes.Multiply<K, K>>,
            C
          > extends true
          ? [
              N,
              shapes.Divide<C, shapes.Multiply<K, K>>,
              shapes.Multiply<H, K>,
              shapes.Multiply<W, K>,
            ]
          : ShapeError<`PixelShuffle(${K}): the channels must be a multiple of ${shapes.Multiply<K, K>}; got ${shapes.Print<S>}`>
        : Axes<`PixelShuffle(${K})`, "[N, C, height, width]", S>
    : never;
}
