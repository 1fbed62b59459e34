import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/matrix.ts";
import { dot } from "../ops/contract.ts";
import type { Operand, Tensor } from "../tensor.ts";
import type { CheckAxes } from "../shapes/axes.ts";
import type { Mixed, Summed } from "../shapes/dtype.ts";
import type { Dot } from "../shapes/contract.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import type { Diagonal, Outer, Trace } from "../shapes/tiling.ts";
import { OrderMethods } from "./order.ts";

/** Products as in NumPy, and parts of matrices. Diagonal 0 is the main one, those above it are positive. */
export abstract class MatrixMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends OrderMethods<S, D> {
  /**
   * The inner product of vectors; otherwise `matmul`, or the product with a scalar. As NumPy's `dot`, except that the right
   * one has at most two axes. Throws `ShapeError` where the inner lengths differ.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3]).dot([4, 5, 6]); // => 32
   * ```
   */
  dot<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Dot<T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Dot<T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(dot(this.node, other));
  }

  /**
   * The matrices of the last two axes up to diagonal `offset` (0 by default), and 0 elsewhere. Throws `ShapeError` with fewer than two axes.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).tril(); // => [[1, 0], [3, 4]]
   * ```
   */
  tril(offset?: number): Tensor<S, D> {
    return this.wrap(ops.tril(this.node, offset));
  }

  /**
   * The matrices of the last two axes from diagonal `offset` (0 by default), and 0 elsewhere. Throws `ShapeError` with fewer than two axes.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).triu(); // => [[1, 2], [0, 4]]
   * ```
   */
  triu(offset?: number): Tensor<S, D> {
    return this.wrap(ops.triu(this.node, offset));
  }

  /**
   * Diagonal `offset` (0 by default) of the matrices of two axes (the first two by default), as a last axis, as in NumPy and PyTorch. Throws
   * `ShapeError` where the axes do not exist or are one.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([[1, 2, 3], [4, 5, 6]]);
   * x.diagonal(); // => [1, 5]
   * x.diagonal(1); // => [2, 6]
   * ```
   */
  diagonal<
    T extends Tensor,
    const O extends number = 0,
    const A extends number = 0,
    const B extends number = 1,
  >(
    this: T,
    offset?: O,
    axis1?: A & CheckAxes<"diagonal", T["shape"], A>,
    axis2?: B & CheckAxes<"diagonal", T["shape"], B>,
  ): Tensor<Diagonal<T["shape"], O, A, B>, T["dtype"]> {
    return this.wrap(ops.diagonal(this.node, offset, axis1, axis2));
  }

  /**
   * The sum of a diagonal, chosen as for `diagonal`. bool and uint8 give int32. Throws `ShapeError` where the axes do not exist or are one.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).trace(); // => 5
   * ```
   */
  trace<T extends Tensor, const A extends number = 0, const B extends number = 1>(
    this: T,
    offset?: number,
    axis1?: A & CheckAxes<"trace", T["shape"], A>,
    axis2?: B & CheckAxes<"trace", T["shape"], B>,
  ): Tensor<Trace<T["shape"], A, B>, Summed<T["dtype"]>> {
    return this.wrap(ops.trace(this.node, offset, axis1, axis2));
  }

  /**
   * The products of all pairs, `outᵢⱼ = xᵢ · yⱼ`, of the elements of both in row-major order, as NumPy's `outer`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2]).outer([3, 4, 5]); // => [[3, 4, 5], [6, 8, 10]]
   * ```
   */
  outer<T extends Tensor, const O extends Operand>(
    this: T,
    other: O,
  ): Tensor<Outer<T["shape"], ShapeOf<O>>, Mixed<T, O>> {
    return this.wrap(ops.outer(this.node, other));
  }
}
