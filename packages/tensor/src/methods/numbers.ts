import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/elementwise.ts";
import type { Operand, Tensor } from "../tensor.ts";
import type { Broadcast } from "../shapes/broadcast.ts";
import type { Mixed } from "../shapes/dtype.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import { ReadingMethods } from "./reading.ts";

/** What is left of a division or cut off, whether numbers are numbers, and which of two conditions holds alone, of each element. */
export abstract class NumbersMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ReadingMethods<S, D> {
  /**
   * The remainder `x − trunc(x / y) · y`, with the sign of `x`, as C's, NumPy's and PyTorch's `fmod` and JavaScript's `%`; exact. The gradients are 1 and
   * `−trunc(x / y)`, at its jumps too. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([7, -7]).fmod(3); // => [1, -1]
   * ```
   */
  fmod<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"fmod", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"fmod", T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(ops.fmod(this.node, other));
  }

  /**
   * `x` without its fraction: rounded toward 0. The gradient is 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1.7, -1.7]).trunc(); // => [1, -1]
   * ```
   */
  trunc(): Tensor<S, D> {
    return this.wrap(ops.trunc(this.node));
  }

  /**
   * Whether an element is NaN. false of integers.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, NaN, Infinity]).isNaN(); // => [false, true, false]
   * ```
   */
  isNaN(): Tensor<S, "bool"> {
    return this.wrap(ops.isNaN(this.node));
  }

  /**
   * Whether an element is neither infinite nor NaN. true of integers.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, NaN, Infinity]).isFinite(); // => [true, false, false]
   * ```
   */
  isFinite(): Tensor<S, "bool"> {
    return this.wrap(ops.isFinite(this.node));
  }

  /**
   * Whether an element is ∞ or −∞ (NumPy's and PyTorch's `isinf`). false of integers.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, NaN, -Infinity]).isInfinite(); // => [false, false, true]
   * ```
   */
  isInfinite(): Tensor<S, "bool"> {
    return this.wrap(ops.isInfinite(this.node));
  }

  /**
   * Either `x` or `y`, but not both. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([true, true, false]).xor([true, false, false]); // => [false, true, false]
   * ```
   */
  xor<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"xor", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"xor", T["shape"], ShapeOf<O>>>, "bool"> {
    return this.wrap(ops.xor(this.node, other));
  }
}
