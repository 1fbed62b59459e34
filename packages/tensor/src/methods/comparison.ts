import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/elementwise.ts";
import type { Operand, Tensor } from "../tensor.ts";
import type { Broadcast, Broadcast3 } from "../shapes/broadcast.ts";
import type { Mixed } from "../shapes/dtype.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import { ArithmeticMethods } from "./arithmetic.ts";

/**
 * Comparison and logic: bool results, no gradients. Shapes broadcast, and dtypes are made equal as in arithmetic. Every comparison
 * with NaN is false, except `notEqual`. Logic takes any dtype; what is not 0 counts as true.
 */
export abstract class ComparisonMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ArithmeticMethods<S, D> {
  /**
   * `x < y`. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3]).less(2); // => [true, false, false]
   * ```
   */
  less<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"less", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"less", T["shape"], ShapeOf<O>>>, "bool"> {
    return this.wrap(ops.less(this.node, other));
  }

  /**
   * `x ≤ y`. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3]).lessEqual(2); // => [true, true, false]
   * ```
   */
  lessEqual<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"lessEqual", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"lessEqual", T["shape"], ShapeOf<O>>>, "bool"> {
    return this.wrap(ops.lessEqual(this.node, other));
  }

  /**
   * `x > y`. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3]).greater(2); // => [false, false, true]
   * ```
   */
  greater<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"greater", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"greater", T["shape"], ShapeOf<O>>>, "bool"> {
    return this.wrap(ops.greater(this.node, other));
  }

  /**
   * `x ≥ y`. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3]).greaterEqual(2); // => [false, true, true]
   * ```
   */
  greaterEqual<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"greaterEqual", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"greaterEqual", T["shape"], ShapeOf<O>>>, "bool"> {
    return this.wrap(ops.greaterEqual(this.node, other));
  }

  /**
   * `x = y`, element by element. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, NaN]).equal([1, 3, NaN]); // => [true, false, false]
   * ```
   */
  equal<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"equal", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"equal", T["shape"], ShapeOf<O>>>, "bool"> {
    return this.wrap(ops.equal(this.node, other));
  }

  /**
   * `x ≠ y`, element by element. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, NaN]).notEqual([1, 3, NaN]); // => [false, true, true]
   * ```
   */
  notEqual<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"notEqual", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"notEqual", T["shape"], ShapeOf<O>>>, "bool"> {
    return this.wrap(ops.notEqual(this.node, other));
  }

  /**
   * Both `x` and `y`. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([true, true, false]).and([true, false, false]); // => [true, false, false]
   * ```
   */
  and<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"and", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"and", T["shape"], ShapeOf<O>>>, "bool"> {
    return this.wrap(ops.and(this.node, other));
  }

  /**
   * `x` or `y` or both. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([true, true, false]).or([true, false, false]); // => [true, true, false]
   * ```
   */
  or<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"or", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"or", T["shape"], ShapeOf<O>>>, "bool"> {
    return this.wrap(ops.or(this.node, other));
  }

  /**
   * Not `x`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([true, false]).not(); // => [false, true]
   * ```
   */
  not(): Tensor<S, "bool"> {
    return this.wrap(ops.not(this.node));
  }

  /**
   * `a` where this is true (not 0), and `b` elsewhere. Only the branch that is taken has a gradient, but the other is
   * computed too, and a NaN in its gradient comes through: keep `b` finite. Throws `ShapeError` where the three shapes do
   * not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([-1, 0, 2]);
   * x.greater(0).where(x, 0); // => [0, 0, 2]
   * ```
   */
  where<T extends Tensor, const A extends Operand, const B extends Operand>(
    this: T,
    a: A,
    b: B & Check<Broadcast3<"where", T["shape"], ShapeOf<A>, ShapeOf<B>>>,
  ): Tensor<Result<Broadcast3<"where", T["shape"], ShapeOf<A>, ShapeOf<B>>>, Mixed<A, B>> {
    return this.wrap(ops.where(this.node, a, b));
  }
}
