import { checkNames, type DType, type Shape } from "@chainrule/graph";
import type { Nested, Operand, Tensor } from "@chainrule/tensor";
import { mapExamples, type VmapOptions } from "./map-examples.ts";

/** What a mapped function may return: a tensor, or a list or record of what it may return. */
export type Mappable = Tensor | readonly Mappable[] | { readonly [name: string]: Mappable };

/** A tensor of one example, of `N` examples. */
type OfExamples<T, N extends number> =
  T extends Tensor<infer S, infer D>
    ? Tensor<number extends S["length"] ? Shape : readonly [N, ...S], D>
    : never;

/** What a mapped function takes for the inputs `I` of one example. */
export type MappedArguments<I extends readonly Tensor[], N extends number> = {
  readonly [K in keyof I]: OfExamples<I[K], N> | Nested;
};

/** The results of `N` examples, where `O` are those of one. */
export type MappedResults<O, N extends number> = O extends Tensor
  ? OfExamples<O, N>
  : { readonly [K in keyof O]: MappedResults<O[K], N> };

/** The same results, with axes somewhere. */
export type MovedResults<O> =
  O extends Tensor<Shape, infer D extends DType>
    ? Tensor<Shape, D>
    : { readonly [K in keyof O]: MovedResults<O[K]> };

/**
 * The function that applies `f`, a function of one example, to many at once: `vmap(f)(xs) = stack([f(xs[0]), f(xs[1]), …])`. `f` is called once, and every operation in it is
 * replaced by the same one on all examples, so that nothing loops over them. Inputs have their examples along the first axis (`inAxes` names others, and inputs without one), and
 * so have the results (`outAxes`), which may be a tensor, or lists and records of tensors. Mapped functions may be mapped again, differentiated, and compiled; gradients inside `f` are
 * those of one example.
 *
 * Throws `ShapeError` where the numbers of examples differ; and where `f` reads what it computes, or draws random numbers. Assignments that `f` makes are dropped.
 *
 * As `jax.vmap`, `torch.func.vmap`.
 *
 * ```ts
 * import { gradient, vmap } from "@chainrule/autograd";
 * import { type Tensor, tensor } from "@chainrule/tensor";
 *
 * const xs = tensor([[1, 2], [3, 4], [5, 6]]);
 * const ys = tensor([[1, 0], [0, 1], [1, 1]]);
 * vmap((x, y) => x.mul(y).sum())(xs, ys); // => [1, 4, 11]
 *
 * const w = tensor([1, -1]);
 * const loss = (w: Tensor, x: Tensor) => w.mul(x).sum().square();
 * vmap(gradient(loss, { argnums: 0 }), { inAxes: [null, 0] })(w, xs); // => [[-2, -4], [-6, -8], [-10, -12]]
 * ```
 */
export function vmap<I extends readonly Tensor[], O extends Mappable>(
  f: (...inputs: I) => O,
): <const N extends number>(...inputs: MappedArguments<I, N>) => MappedResults<O, N>;
export function vmap<I extends readonly Tensor[], O extends Mappable>(
  f: (...inputs: I) => O,
  options: VmapOptions,
): (...inputs: { readonly [K in keyof I]: Operand }) => MovedResults<O>;
export function vmap(
  f: (...inputs: Tensor[]) => Mappable,
  options: VmapOptions = {},
): (...inputs: readonly Operand[]) => unknown {
  checkNames("vmap", options, { inAxes: 0, outAxes: 0 });
  return (...given) => mapExamples("vmap", f, given, options);
}
