import type { Shape, Tensor } from "@chainrule/tensor";

/** A sentence where a type should be: what the editor shows under an argument that does not fit. */
export interface Misfit<Sentence extends string> {
  readonly misfit: Sentence;
}

/** A function on shapes in the type system: an interface that states `output` in terms of `this["input"]`. */
export interface ShapeFunction {
  readonly input: unknown;
  readonly output: unknown;
}

/** What `F` makes of the shape `S`: a shape, or a `Misfit`. */
export type Apply<F, S extends Shape> = F extends ShapeFunction
  ? (F & { readonly input: S })["output"]
  : Shape;

/** What an argument is intersected with: nothing, or the sentence that says why it does not fit. */
export type Check<Output> = Output extends Misfit<string> ? Output : unknown;

/** A shape as it is, and any shape in place of a mistake, so that one mistake gives one underline. */
export type Fitting<Output> = Output extends Shape ? Output : Shape;

/** The shape stays. */
export interface SameShape extends ShapeFunction {
  readonly output: this["input"];
}

type Join<S extends Shape> = S extends readonly [infer A extends number, ...infer R extends Shape]
  ? R extends readonly []
    ? `${A}`
    : `${A}, ${Join<R>}`
  : "";

/** A shape as text. */
export type Print<S extends Shape> = number extends S["length"] ? "[...]" : `[${Join<S>}]`;

/** `[…, in]` to `[…, out]`. */
export interface AffineShape<I extends number, O extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [...infer B extends Shape, infer L extends number]
      ? number extends L | I
        ? [...B, O]
        : L extends I
          ? [...B, O]
          : Misfit<`Affine(${I}, ${O}): the last length must be ${I}; got ${Print<S>}`>
      : number extends S["length"]
        ? [...number[], O]
        : Misfit<`Affine(${I}, ${O}): the input needs at least one axis; got []`>
    : never;
}

/** The axes from `A` on become one. */
export interface FlattenShape<A extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? [A, number extends S["length"] ? true : false] extends [1, false]
      ? S extends readonly [infer B extends number, ...Shape]
        ? [B, number]
        : Shape
      : Shape
    : never;
}

/** The shape stays; axis 1 has `C` channels. */
export interface BatchNormShape<C extends number, Ranks extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? number extends S["length"]
      ? S
      : S extends readonly [number, infer L extends number, ...Shape]
        ? S["length"] extends Ranks
          ? number extends L | C
            ? S
            : L extends C
              ? S
              : Misfit<`BatchNorm(${C}): the input must have ${C} channels; got ${Print<S>}`>
          : Misfit<`BatchNorm(${C}): the input must have ${Ranks} axes; got ${Print<S>}`>
        : Misfit<`BatchNorm(${C}): the input must have ${Ranks} axes; got ${Print<S>}`>
    : never;
}

/** `[N, C, H, W]` to `[N, O, H', W']`. */
export interface Convolution2dShape<
  I extends number,
  O extends number,
  _K,
  _P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [infer N extends number, infer C extends number, number, number]
      ? number extends C | I
        ? [N, O, number, number]
        : C extends I
          ? [N, O, number, number]
          : Misfit<`Conv2d(${I}, ${O}): the input must have ${I} channels; got ${Print<S>}`>
      : number extends S["length"]
        ? [number, O, number, number]
        : Misfit<`Conv2d(${I}, ${O}): the input must be [N, ${I}, height, width]; got ${Print<S>}`>
    : never;
}

/** `[N, C, H, W]` to `[N, C, H', W']`. */
export interface Pooling2dShape<_K, _P> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [infer N extends number, infer C extends number, number, number]
      ? [N, C, number, number]
      : number extends S["length"]
        ? [number, number, number, number]
        : Misfit<`pooling: the input must be [N, channels, height, width]; got ${Print<S>}`>
    : never;
}

/** `[N, C, L]` to `[N, O, L']`. */
export interface Convolution1dShape<
  I extends number,
  O extends number,
  _K,
  _P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [infer N extends number, infer C extends number, number]
      ? number extends C | I
        ? [N, O, number]
        : C extends I
          ? [N, O, number]
          : Misfit<`Conv1d(${I}, ${O}): the input must have ${I} channels; got ${Print<S>}`>
      : number extends S["length"]
        ? [number, O, number]
        : Misfit<`Conv1d(${I}, ${O}): the input must be [N, ${I}, length]; got ${Print<S>}`>
    : never;
}

/** `[N, C, H, W]` to `[N, O, H', W']`. */
export interface ConvolutionTranspose2dShape<
  I extends number,
  O extends number,
  _K,
  _P,
> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [infer N extends number, infer C extends number, number, number]
      ? number extends C | I
        ? [N, O, number, number]
        : C extends I
          ? [N, O, number, number]
          : Misfit<`ConvTranspose2d(${I}, ${O}): the input must have ${I} channels; got ${Print<S>}`>
      : number extends S["length"]
        ? [number, O, number, number]
        : Misfit<`ConvTranspose2d(${I}, ${O}): the input must be [N, ${I}, height, width]; got ${Print<S>}`>
    : never;
}

/** `[N, C, H, W]` to the size `K`. */
export interface ResizedShape<K> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [infer N extends number, infer C extends number, number, number]
      ? K extends number
        ? [N, C, K, K]
        : K extends readonly [infer H extends number, infer W extends number]
          ? [N, C, H, W]
          : [N, C, number, number]
      : number extends S["length"]
        ? [number, number, number, number]
        : Misfit<`pooling: the input must be [N, channels, height, width]; got ${Print<S>}`>
    : never;
}

/** `[N, C, H, W]` to `[N, C]`. */
export interface ChannelsShape extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape
    ? S extends readonly [infer N extends number, infer C extends number, number, number]
      ? [N, C]
      : number extends S["length"]
        ? [number, number]
        : Misfit<`pooling: the input must be [N, channels, height, width]; got ${Print<S>}`>
    : never;
}

/** `[…]` to `[…, D]`. */
export interface EmbeddingShape<D extends number> extends ShapeFunction {
  readonly output: this["input"] extends infer S extends Shape ? [...S, D] : never;
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

/** For each layer nothing, or why it does not take what the layers before it give. */
export type CheckChain<
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
