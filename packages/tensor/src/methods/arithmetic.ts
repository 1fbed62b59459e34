import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/elementwise.ts";
import type { Operand, Tensor } from "../tensor.ts";
import type { Broadcast, Broadcast3 } from "../shapes/broadcast.ts";
import type { Floating, Mixed, Promote } from "../shapes/dtype.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import { Value } from "../value.ts";

/** A bound of `clamp`: where there is none it is like a boolean, which changes neither shape nor dtype. */
type Bound<O> = [O] extends [null] ? false : Exclude<O, null>;

/**
 * Arithmetic of elements. Shapes broadcast by NumPy's rule; the dtype is the stronger one (bool < uint8 < int32 < float32 < float64),
 * and a number takes the tensor's (a fraction beside integers: float32). Two bools have no arithmetic: `cast` one of them.
 */
export abstract class ArithmeticMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends Value<S, D> {
  /**
   * `x + y`. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([[1, 2], [3, 4]]).add([10, 20]); // => [[11, 22], [13, 24]]
   * ```
   */
  add<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"add", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"add", T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(ops.add(this.node, other));
  }

  /**
   * `x − y`. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2]).sub(3); // => [-2, -1]
   * ```
   */
  sub<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"sub", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"sub", T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(ops.sub(this.node, other));
  }

  /**
   * `x · y`, element by element (`matmul` is the product of matrices). Throws `ShapeError` where the shapes do not
   * broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3]).mul([[1], [10]]); // => [[1, 2, 3], [10, 20, 30]]
   * ```
   */
  mul<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"mul", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"mul", T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(ops.mul(this.node, other));
  }

  /**
   * `x / y`, of integers too: float32. Division by zero gives ±∞ or NaN. Throws `ShapeError` where the shapes do not
   * broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 0]).div([2, 0, 0]); // => [0.5, Infinity, NaN]
   * ```
   */
  div<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"div", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"div", T["shape"], ShapeOf<O>>>, Floating<Mixed<T, O>>> {
    return this.wrap(ops.div(this.node, other));
  }

  /**
   * `xʸ`. A negative `x` with a fraction `y` gives NaN. Integers to a whole number wrap, as products do; to a tensor, they are exact up to 2⁵³, and truncated. As in PyTorch, `x⁰` is flat,
   * also at 0, and the gradient by `y` is 0 where `x` is 0 and `y ≥ 0`. The numbers 2, 3, −1, 0.5 and −0.5 are `x·x`, `x·x·x`, `1/x`, `√x` and `1/√x`,
   * at infinities too: the root of −∞ is NaN. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 3]).pow(2); // => [1, 4, 9]
   * ```
   */
  pow<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"pow", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"pow", T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(ops.pow(this.node, other));
  }

  /**
   * The remainder `x − ⌊x / y⌋ · y`, with the sign of the divisor, as Python's and NumPy's `%` (JavaScript's has the sign of
   * `x`). The gradients are 1 and `−⌊x / y⌋`, at its jumps too. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([7, -7]).mod(3); // => [1, 2]
   * ```
   */
  mod<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"mod", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"mod", T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(ops.mod(this.node, other));
  }

  /**
   * The larger of `x` and `y`; NaN where either is. At ties each gets half of the gradient, as in PyTorch. Throws
   * `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 5, NaN]).maximum(3); // => [3, 5, NaN]
   * ```
   */
  maximum<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"maximum", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"maximum", T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(ops.maximum(this.node, other));
  }

  /**
   * The smaller of `x` and `y`; NaN where either is. At ties each gets half of the gradient, as in PyTorch. Throws
   * `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 5, NaN]).minimum(3); // => [1, 3, NaN]
   * ```
   */
  minimum<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"minimum", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"minimum", T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(ops.minimum(this.node, other));
  }

  /**
   * `x`, raised to at least `low` and then lowered to at most `high`, so that `high` wins where they are the wrong way round; `null` is no bound.
   * NaN stays NaN. Inside and at the bounds the gradient is that of `x`, 1,
   * elsewhere that of the bound. Throws `ShapeError` where the shapes do
   * not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([-1, 0.5, 2]);
   * x.clamp(0, 1); // => [0, 0.5, 1]
   * x.clamp(null, [0, 1, 1.5]); // => [-1, 0.5, 1.5]
   * ```
   */
  clamp<
    T extends Tensor,
    const A extends Operand | null = null,
    const B extends Operand | null = null,
  >(
    this: T,
    low?: A,
    high?: B & Check<Broadcast3<"clamp", T["shape"], ShapeOf<Bound<A>>, ShapeOf<Bound<B>>>>,
  ): Tensor<
    Result<Broadcast3<"clamp", T["shape"], ShapeOf<Bound<A>>, ShapeOf<Bound<B>>>>,
    Promote<Mixed<T, Bound<A>>, Mixed<T, Bound<B>>>
  > {
    return this.wrap(ops.clamp(this.node, low, high));
  }

  /**
   * `−x`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, -2]).neg(); // => [-1, 2]
   * ```
   */
  neg(): Tensor<S, D> {
    return this.wrap(ops.neg(this.node));
  }

  /**
   * `|x|`. The gradient at 0 is 0, as in PyTorch.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, -2]).abs(); // => [1, 2]
   * ```
   */
  abs(): Tensor<S, D> {
    return this.wrap(ops.abs(this.node));
  }

  /**
   * −1, 0 or 1, and NaN of NaN. The gradient is 0, at 0 too.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([-3, 0, 5]).sign(); // => [-1, 0, 1]
   * ```
   */
  sign(): Tensor<S, D> {
    return this.wrap(ops.sign(this.node));
  }

  /**
   * `x²`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, -2, 3]).square(); // => [1, 4, 9]
   * ```
   */
  square(): Tensor<S, D> {
    return this.wrap(ops.square(this.node));
  }

  /**
   * `1 / x`. Integers give float32.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, -4]).reciprocal(); // => [1, 0.5, -0.25]
   * ```
   */
  reciprocal<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.reciprocal(this.node));
  }
}
