import { type DType, operation, type Shape } from "@chainrule/graph";
import { constant, toFloating } from "../operand.ts";
import * as ops from "../ops/elementwise.ts";
import type { Operand, Tensor } from "../tensor.ts";
import type { Broadcast } from "../shapes/broadcast.ts";
import type { Floating, Mixed } from "../shapes/dtype.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import { StatisticsMethods } from "./statistics.ts";

/** Beyond it `x² ± 1` is `x²`, whose square would overflow at last. */
const LARGE = 1e8;

/** What is made of a tensor in a floating dtype, and of what makes the fixed numbers of a formula, which are part of a program's structure. */
type Formula = (x: Tensor, fixed: (value: number) => Tensor) => Tensor;

/** `f(x, −x) / 2` of an `f` that is `eˣ ± e⁻ˣ`. Where `x` is large both are less by 1, which is exact there, and the result is times `e`: infinite only where it is. */
function hyperbolic(f: (x: Tensor, negative: Tensor) => Tensor): Formula {
  return (x, fixed) => {
    const isLarge = x.abs().greater(fixed(9));
    const less = isLarge.cast(x.dtype);
    return f(x.sub(less), x.neg().sub(less)).mul(isLarge.where(fixed(Math.E / 2), fixed(0.5)));
  };
}

/** The logarithm of `base`: a whole one, and that of what is left. A power of the base leaves nothing, so that its logarithm is exact. */
function logarithm(base: number): Formula {
  return (x, fixed) => {
    const each = fixed(1 / Math.log(base));
    // Powers beyond it are infinite, or have few digits.
    const most = Math.floor((x.dtype === "float32" ? 126 : 1022) / Math.log2(base));
    const whole = x.log().mul(each).round().maximum(fixed(-most)).minimum(fixed(most)).detach();
    return whole.add(x.div(fixed(base).pow(whole)).log().mul(each));
  };
}

/** The tangent, the inverse and the hyperbolic functions of angles, and logarithms of other bases, of each element. Integers and bools give float32. */
export abstract class TrigonometryMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends StatisticsMethods<S, D> {
  /** @internal An operation that is made of others and known by one name. The caller's signature states the type. */
  protected composite(name: string, f: Formula): never {
    return operation(name, () => {
      const node = toFloating(this.node);
      return f(this.wrap(node), (value) => this.wrap(constant(value, node.dtype)));
    }) as never;
  }

  /**
   * The tangent of radians, `sin x / cos x`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, Math.PI / 4]).tan(); // => ≈ [0, 1]
   * ```
   */
  tan<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.wrap(ops.tan(this.node));
  }

  /**
   * The angle of the point `(other, x)` from the positive first axis, in radians from −π to π: `atan(x / other)` in the right quadrant. This
   * tensor is the second coordinate, as in NumPy. The gradient is NaN at the origin. Throws `ShapeError` where the shapes do not broadcast.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 1, -1]).atan2([1, -1, 0]); // => ≈ [0.7854, 2.3562, -1.5708]
   * ```
   */
  atan2<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<Broadcast<"atan2", T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<Broadcast<"atan2", T["shape"], ShapeOf<O>>>, Floating<Mixed<T, O>>> {
    return this.wrap(ops.atan2(this.node, other));
  }

  /**
   * The angle whose sine is `x`, in `[−π/2, π/2]`; NaN outside `[−1, 1]`. The gradient is ∞ at −1 and 1.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 0.5, 1]).asin(); // => ≈ [0, 0.523599, 1.570796]
   * ```
   */
  asin<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite("asin", (x, fixed) => {
      const [one, two] = [fixed(1), fixed(2)];
      return x
        .div(one.add(one.sub(x).sqrt().mul(one.add(x).sqrt())))
        .atan()
        .mul(two);
    });
  }

  /**
   * The angle whose cosine is `x`, in `[0, π]`; NaN outside `[−1, 1]`. The gradient is −∞ at −1 and 1.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 0.5, 1]).acos(); // => ≈ [1.570796, 1.047198, 0]
   * ```
   */
  acos<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite("acos", (x, fixed) => {
      const one = fixed(1);
      return one.sub(x).sqrt().mul(one.add(x).sqrt()).atan2(x);
    });
  }

  /**
   * The angle whose tangent is `x`, in `[−π/2, π/2]`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 1, -Infinity]).atan(); // => ≈ [0, 0.785398, -1.570796]
   * ```
   */
  atan<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite("atan", (x, fixed) => x.atan2(fixed(1)));
  }

  /**
   * The hyperbolic sine, `(eˣ − e⁻ˣ) / 2`, accurate near 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 1, -1]).sinh(); // => ≈ [0, 1.175201, -1.175201]
   * ```
   */
  sinh<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite(
      "sinh",
      hyperbolic((x, negative) => x.expm1().sub(negative.expm1())),
    );
  }

  /**
   * The hyperbolic cosine, `(eˣ + e⁻ˣ) / 2`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 1, -1]).cosh(); // => ≈ [1, 1.543081, 1.543081]
   * ```
   */
  cosh<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite(
      "cosh",
      hyperbolic((x, negative) => x.exp().add(negative.exp())),
    );
  }

  /**
   * The inverse of `sinh`, `log(x + √(x² + 1))`, accurate near 0 and for large negative `x`.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 1, -10]).asinh(); // => ≈ [0, 0.881374, -2.998223]
   * ```
   */
  asinh<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite("asinh", (x, fixed) => {
      const [zero, one] = [fixed(0), fixed(1)];
      const below = x.less(zero);
      const size = below.where(x.neg(), x);
      const isLarge = size.greater(fixed(LARGE));
      const small = isLarge.where(zero, size);
      const root = small.square().add(one).sqrt();
      const near = small.mul(small.div(root.add(one)).add(one)).log1p();
      const result = isLarge.where(isLarge.where(size, one).log().add(fixed(Math.LN2)), near);
      return below.where(result.neg(), result);
    });
  }

  /**
   * The inverse of `cosh` from 1 on, `log(x + √(x² − 1))`; NaN below. The gradient is ∞ at 1.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2, 10]).acosh(); // => ≈ [0, 1.316958, 2.993223]
   * ```
   */
  acosh<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite("acosh", (x, fixed) => {
      const one = fixed(1);
      return x.sub(one).sqrt().mul(x.add(one).sqrt()).asinh();
    });
  }

  /**
   * The inverse of `tanh`, `½ log((1 + x) / (1 − x))`: ±∞ at ±1, NaN outside. Accurate near 0. The gradient is ∞ at −1 and 1.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([0, 0.5, 1]).atanh(); // => ≈ [0, 0.549306, Infinity]
   * ```
   */
  atanh<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite("atanh", (x, fixed) => x.log1p().sub(x.neg().log1p()).mul(fixed(0.5)));
  }

  /**
   * The logarithm of base 2, exact of powers of 2. The gradient is ∞ at 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 8192, 0]).log2(); // => [0, 13, -Infinity]
   * ```
   */
  log2<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite("log2", logarithm(2));
  }

  /**
   * The logarithm of base 10, exact of powers of 10. The gradient is ∞ at 0.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 1000, 0]).log10(); // => [0, 3, -Infinity]
   * ```
   */
  log10<T extends Tensor>(this: T): Tensor<T["shape"], Floating<T["dtype"]>> {
    return this.composite("log10", logarithm(10));
  }
}
