import { type Shape, ShapeError as ShapeErrorClass } from "@chainrule/graph";

/**
 * In types, a mistake as a sentence: it stands where the wrong argument's type should be, so that the editor shows it there.
 * As a value, the class of the errors that are thrown where shapes do not fit at run time.
 *
 * ```ts
 * import { ones, ShapeError } from "@chainrule/tensor";
 *
 * // @ts-expect-error matmul: inner lengths 3 and 2 differ; got [2, 3] and [2, 3]
 * const multiply = () => ones([2, 3]).matmul(ones([2, 3]));
 * let caught: unknown;
 * try { multiply(); } catch (error) { caught = error; }
 * caught instanceof ShapeError; // => true
 * ```
 */
export interface ShapeError<out Sentence extends string = string> {
  readonly mistake: Sentence;
}
export const ShapeError: typeof ShapeErrorClass = ShapeErrorClass;

/** What an argument's type is intersected with: the mistake, if there is one. */
export type Check<R> = R extends ShapeError ? R : unknown;

/** What options of type `P` are intersected with, where those of `Options` are known: a mistake for each other one. */
export type KnownOptions<P, Options> = {
  readonly [K in Exclude<keyof P, keyof Options> & string]: ShapeError<`there is no option ${K}`>;
};

/** The shape of a result: any, after a mistake. */
export type Result<R> = R extends Shape ? R : Shape;

/**
 * `S` as a tuple that is not readonly. A mapped type and not `[...S]`, through which the compiler would take `S` from the type that
 * is expected of the result rather than from the argument.
 */
export type Lengths<S extends Shape> = { -readonly [K in keyof S]: S[K] };

/** Whether the number of axes is unknown. */
export type IsOpen<S extends Shape> = number extends S["length"] ? true : false;

type Join<S extends Shape> = S extends readonly [
  infer Head extends number,
  ...infer Rest extends Shape,
]
  ? Rest extends readonly []
    ? `${Head}`
    : `${Head}, ${Join<Rest>}`
  : "";

/** The last lengths, after a number of axes that is unknown. */
type JoinOpen<S extends Shape, After extends string = ""> = S extends readonly [
  ...infer Rest extends Shape,
  infer Last extends number,
]
  ? JoinOpen<Rest, `, ${Last}${After}`>
  : `...${After}`;

/** `[3, 20]`, as errors show a shape; `[..., 20]` where only the last lengths are known. */
export type Print<S extends Shape> = `[${IsOpen<S> extends true ? JoinOpen<S> : Join<S>}]`;

/** Numbers or booleans, nested to any depth. */
export type Nested = number | boolean | readonly Nested[];

type Leaf = number | boolean;

/** The shape of nested arrays whose lengths are known only at run time: of vectors and matrices the number of axes. */
type OpenShape<O> = O extends readonly Leaf[]
  ? [number]
  : O extends readonly (readonly Leaf[])[]
    ? [number, number]
    : Shape;

/** The shape of a tensor, a number or nested arrays. */
export type ShapeOf<O> = O extends { readonly shape: infer S extends Shape }
  ? S
  : O extends Leaf
    ? []
    : O extends readonly [infer First, ...unknown[]]
      ? [O["length"] & number, ...ShapeOf<First>]
      : O extends readonly []
        ? [0]
        : OpenShape<O>;

/** Whether two lengths can be equal. */
export type Agree<A extends number, B extends number> = number extends A
  ? true
  : number extends B
    ? true
    : [A] extends [B]
      ? true
      : false;

/** Whether two shapes can be equal. */
export type Alike<A extends Shape, B extends Shape> = A extends readonly [
  infer HeadA extends number,
  ...infer RestA extends Shape,
]
  ? B extends readonly [infer HeadB extends number, ...infer RestB extends Shape]
    ? Agree<HeadA, HeadB> extends true
      ? Alike<RestA, RestB>
      : false
    : false
  : B extends readonly []
    ? true
    : false;
