import { type Attributes, type DType, type Inputs, Node, type Primitive } from "@chainrule/graph";
import { asNode, constant as constantNode } from "./operand.ts";
import * as contract from "./ops/contract.ts";
import { einsum as einsumNode } from "./ops/einsum.ts";
import * as elementwise from "./ops/elementwise.ts";
import * as select from "./ops/selection.ts";
import type { Axes } from "./ops/axes.ts";
import * as movement from "./ops/movement.ts";
import * as reduce from "./ops/reduce.ts";
import { type Operand, Tensor, tensorOf } from "./tensor.ts";
import type { Broadcast3 } from "./shapes/broadcast.ts";
import type { Dot, MatMul } from "./shapes/contract.ts";
import type { Convolved } from "./shapes/convolve.ts";
import type { DTypeBeside, DTypeOf, Mixed, MixedAll } from "./shapes/dtype.ts";
import type { Einsum } from "./shapes/einsum.ts";
import type { CheckAxes } from "./shapes/axes.ts";
import type { CheckParts, Concatenate, EqualPart, Part, Stack } from "./shapes/joining.ts";
import type { Check, Result, ShapeOf } from "./shapes/shape.ts";

/**
 * A primitive of the graph, applied to tensors of the dtypes it takes: what packages that work on graphs are built on. Programs use
 * the methods of `Tensor`. Throws `ShapeError` or `DTypeError` where the inputs do not fit.
 *
 * ```ts
 * import { primitive, tensor } from "@chainrule/tensor";
 *
 * primitive("sum", [tensor([[1, 2], [3, 4]])], { axes: [0] }); // => [4, 6]
 * ```
 */
export function primitive<P extends Primitive>(
  name: P,
  inputs: readonly Tensor[],
  attributes: Attributes<P>,
): Tensor {
  const nodes: readonly Node[] = inputs.map(({ node }) => node);
  return Tensor.of(Node.apply(name, nodes as Inputs<P, Node>, attributes));
}

/**
 * A number that is part of a program's structure, for the fixed numbers of a formula: another number is another program. (A number
 * given to an operation is an input, and changes without a new program.)
 *
 * ```ts
 * import { constant, tensor } from "@chainrule/tensor";
 *
 * tensor([1, 2]).mul(constant(0.5)); // => [0.5, 1]
 * ```
 */
export function constant<const D extends DType = "float32">(
  value: number,
  dtype?: D,
): Tensor<[], NoInfer<D>> {
  return tensorOf(constantNode(value, dtype ?? "float32"));
}

/** The type of an operand as a tensor. */
type AsTensor<O, L> = [O] extends [Tensor]
  ? O
  : Operand extends O
    ? Tensor
    : Tensor<ShapeOf<O>, [L] extends [DType] ? DTypeBeside<O, L> : DTypeOf<O>>;

/**
 * A tensor as it is; a number, boolean or nested arrays as a tensor. Numbers take the dtype `like` (a fraction beside integers is
 * float32), or float32 where none is given; booleans are bool.
 *
 * ```ts
 * import { asTensor } from "@chainrule/tensor";
 *
 * asTensor([1, 2], "int32").dtype; // => "int32"
 * ```
 */
export function asTensor<const O extends Operand, const L extends DType | undefined = undefined>(
  operand: O,
  like?: L,
): AsTensor<O, L> {
  const known: Operand = operand;
  return (known instanceof Tensor ? known : Tensor.of(asNode(known, like ?? null))) as AsTensor<
    O,
    L
  >;
}

/**
 * `a` where the condition is true (not 0), and `b` elsewhere, with broadcasting. Only the branch that is taken has a gradient, but the
 * other is computed too, and a NaN in its gradient comes through: keep it finite. Throws `ShapeError` where the shapes do not
 * broadcast.
 *
 * ```ts
 * import { where } from "@chainrule/tensor";
 *
 * where([true, false], [1, 2], 0); // => [1, 0]
 * ```
 */
export function where<const C extends Operand, const A extends Operand, const B extends Operand>(
  condition: C,
  a: A,
  b: B & Check<Broadcast3<"where", ShapeOf<C>, ShapeOf<A>, ShapeOf<B>>>,
): Tensor<Result<Broadcast3<"where", ShapeOf<C>, ShapeOf<A>, ShapeOf<B>>>, Mixed<A, B>> {
  return tensorOf(elementwise.where(condition, a, b));
}

/**
 * Tensors one after the other along `axis` (0 by default). Throws `ShapeError` where shapes differ along another axis.
 *
 * ```ts
 * import { concatenate, tensor } from "@chainrule/tensor";
 *
 * concatenate([tensor([[1, 2]]), [[3, 4], [5, 6]]]); // => [[1, 2], [3, 4], [5, 6]]
 * ```
 */
export function concatenate<const L extends readonly Operand[], const X extends number = 0>(
  tensors: L & Check<Concatenate<L, X>>,
  axis?: X,
): Tensor<Result<Concatenate<L, X>>, MixedAll<L>> {
  return tensorOf(movement.concatenate(tensors, axis));
}

/**
 * Tensors of one shape along a new axis, at `axis` of the result (0 by default). Throws `ShapeError` where shapes differ.
 *
 * ```ts
 * import { stack, tensor } from "@chainrule/tensor";
 *
 * stack([tensor([1, 2]), [3, 4]], -1); // => [[1, 3], [2, 4]]
 * ```
 */
export function stack<const L extends readonly Operand[], const X extends number = 0>(
  tensors: L & Check<Stack<L, X>>,
  axis?: X,
): Tensor<Result<Stack<L, X>>, MixedAll<L>> {
  return tensorOf(movement.stack(tensors, axis));
}

/** A tuple of `N`; a list where there are more than anyone names, or no such number. */
type Repeat<T, N extends number, R extends T[] = []> = R["length"] extends N
  ? R
  : R["length"] extends 256
    ? T[]
    : Repeat<T, N, [...R, T]>;

/** The parts of a split, as a tuple where their number is known. */
export type Parts<O, P, X extends number> = P extends number
  ? number extends P
    ? Tensor<Part<ShapeOf<O>, X, number>, DTypeOf<O>>[]
    : Repeat<Tensor<Part<ShapeOf<O>, X, EqualPart<ShapeOf<O>, X, P>>, DTypeOf<O>>, P>
  : P extends readonly number[]
    ? { -readonly [K in keyof P]: Tensor<Part<ShapeOf<O>, X, Extract<P[K], number>>, DTypeOf<O>> }
    : never;

/**
 * The parts of a tensor along `axis` (0 by default): a number of equal parts, or parts of the lengths in a list. (NumPy's list has
 * positions, PyTorch's has lengths: this is PyTorch's; a single number is a number of parts, as in NumPy.) Throws `ShapeError` where the
 * parts do not add up to the axis.
 *
 * ```ts
 * import { split, tensor } from "@chainrule/tensor";
 *
 * const [a, b] = split(tensor([1, 2, 3, 4]), 2);
 * a; // => [1, 2]
 * const [, rest] = split(tensor([1, 2, 3, 4]), [1, 3]);
 * rest; // => [2, 3, 4]
 * ```
 */
export function split<
  const O extends Operand,
  const P extends number | readonly number[],
  const X extends number = 0,
>(
  x: O,
  parts: P & CheckParts<ShapeOf<O>, P, X>,
  axis?: X & CheckAxes<"split", ShapeOf<O>, X>,
): Parts<O, P, X> {
  const nodes = select.split(asNode(x), parts, axis);
  return nodes.map((node) => Tensor.of(node)) as Parts<O, P, X>;
}

/**
 * The product of matrices, vectors and stacks of matrices: `a.matmul(b)`. Throws `ShapeError` where inner lengths differ, stacks do not broadcast, or
 * one of them is a scalar.
 *
 * ```ts
 * import { matmul } from "@chainrule/tensor";
 *
 * matmul([[1, 2], [3, 4]], [[0, 1], [1, 0]]); // => [[2, 1], [4, 3]]
 * ```
 */
export function matmul<const A extends Operand, const B extends Operand>(
  a: A,
  b: B & Check<MatMul<ShapeOf<A>, ShapeOf<B>>>,
): Tensor<Result<MatMul<ShapeOf<A>, ShapeOf<B>>>, Mixed<A, B>> {
  return tensorOf(contract.matmul(a, b));
}

/**
 * The inner product of vectors, and otherwise as NumPy's `dot`: `a.dot(b)`. Throws `ShapeError` where inner lengths differ, or the second operand
 * has more than two axes.
 *
 * ```ts
 * import { dot } from "@chainrule/tensor";
 *
 * dot([1, 2, 3], [4, 5, 6]); // => 32
 * ```
 */
export function dot<const A extends Operand, const B extends Operand>(
  a: A,
  b: B & Check<Dot<ShapeOf<A>, ShapeOf<B>>>,
): Tensor<Result<Dot<ShapeOf<A>, ShapeOf<B>>>, Mixed<A, B>> {
  return tensorOf(contract.dot(a, b));
}

/**
 * Einstein's summation: axes with one letter are multiplied together, and summed over where the letter is not in the output. `...` stands
 * for any further axes, which broadcast; a letter twice in one term is a diagonal; without `->` the output is the letters that occur
 * once, in alphabetical order. Many operands are multiplied two at a time, the smallest product first. Throws `ShapeError` where
 * lengths of one letter differ or the equation does not fit.
 *
 * ```ts
 * import { einsum, tensor } from "@chainrule/tensor";
 *
 * const x = tensor([[1, 2], [3, 4]]);
 * einsum("ij,jk->ik", x, x); // => [[7, 10], [15, 22]]
 * einsum("ii->", x); // => 5
 * ```
 */
export function einsum<const E extends string, const L extends readonly Operand[]>(
  equation: E & Check<Einsum<E, L>>,
  ...tensors: L
): Tensor<Result<Einsum<E, L>>, MixedAll<L>> {
  return tensorOf(einsumNode(equation, tensors));
}

/**
 * Convolution over any number of spatial axes, of an input `[batch, channels, …]` with a kernel `[out, channels / groups, …]`:
 * `out[n, o, y] = Σ_{c, k} x[n, c, y · stride + k · dilation − padding] · kernel[o, c, k]`. As in every deep learning library the kernel is
 * not flipped, unless `flip` says so. Padding is zeros that take part in the sum: times a NaN
 * or an infinity of the kernel they are NaN, as in PyTorch's `conv2d`. The room between elements of a dilated input takes no part, as in its
 * `conv_transpose2d`. Throws `ShapeError` where channels or groups do not fit.
 *
 * ```ts
 * import { convolve, ones } from "@chainrule/tensor";
 *
 * const images = ones([1, 1, 3, 3]);
 * convolve(images, ones([1, 1, 2, 2])); // => [[[[4, 4], [4, 4]]]]
 * convolve(images, ones([8, 1, 3, 3]), { strides: 2, padding: 1 }).shape; // => [1, 8, 2, 2]
 * ```
 */
export function convolve<
  const A extends Operand,
  const B extends Operand,
  const O extends contract.ConvolveOptions | undefined = undefined,
>(
  x: A,
  kernel: B & Check<Convolved<ShapeOf<A>, ShapeOf<B>, O>>,
  options?: O,
): Tensor<Result<Convolved<ShapeOf<A>, ShapeOf<B>, O>>, Mixed<A, B>> {
  return tensorOf(contract.convolve(x, kernel, options));
}

/**
 * Vectors of `length` with a 1 at the place of each index, and 0 elsewhere, along a new last axis. Negative indices count from the end.
 * An index outside throws `ShapeError` at once where the indices are given numbers; where they are computed, its vector is all 0.
 *
 * ```ts
 * import { oneHot } from "@chainrule/tensor";
 *
 * oneHot([2, 0], 3); // => [[0, 0, 1], [1, 0, 0]]
 * ```
 */
export function oneHot<
  const O extends Operand,
  const N extends number,
  const D extends DType = "float32",
>(indices: O, length: N, dtype?: D): Tensor<[...ShapeOf<O>, N], NoInfer<D>> {
  return tensorOf(select.oneHot(indices, length, dtype));
}

/**
 * A number near the mean of floating `x` along `axis` (all axes if not given), which are kept with length 1: the mean `m` of about one element in 61,
 * `|m − mean x| ≤ 8 σ`, or 0 where that is not finite. It has no gradient. What sums differences from it, and powers of them, reads `x` once and loses
 * little: the variance is `mean((x − m)²) − mean(x − m)²` (Chan, Golub and LeVeque 1983). Throws `ShapeError` where there is no such axis.
 *
 * ```ts
 * import { provisionalMean, tensor } from "@chainrule/tensor";
 *
 * const x = tensor([[1e4, 1e4 + 1], [3, 3]]);
 * provisionalMean(x, 1); // => [[1e4], [3]]
 * ```
 */
export function provisionalMean(x: Tensor, axis?: Axes): Tensor {
  return tensorOf(reduce.provisionalMean(x.node, axis));
}
