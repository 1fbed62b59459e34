import { operation, type Shape } from "@chainrule/graph";
import {
  type DType,
  type Operand,
  primitive,
  type shapes,
  type Tensor,
  where,
  zerosLike,
} from "@chainrule/tensor";
import { numbersOf } from "./numbers.ts";
import type { DTypeIn, Promoted, ShapeIn } from "./shapes.ts";

/** Complex numbers: their real and imaginary parts, two tensors of one shape and dtype. */
export interface Complex<out S extends Shape = Shape, out D extends DType = DType> {
  readonly real: Tensor<S, D>;
  readonly imaginary: Tensor<S, D>;
}

/** What a function of complex numbers takes: those, or real ones. */
export type ComplexOperand = Operand | Complex;

/** Both parts. Those of real numbers are 0. */
function complexOf(name: string, x: ComplexOperand): Complex {
  const { real, imaginary } = numbersOf(name, x);
  return { real, imaginary: imaginary ?? (zerosLike(real) as Tensor) };
}

/**
 * How far complex numbers are from 0, `√(a² + b²)`, as `torch.abs`. The gradient at 0 is 0, as PyTorch's. The squares must be numbers of the dtype: of float32, parts may be up to 1e19, and those below 1e-19 lose digits.
 * Integers give float32.
 *
 * Throws `ShapeError` where the parts have different shapes.
 *
 * ```ts
 * import { magnitude } from "@chainrule/signal";
 * import { tensor } from "@chainrule/tensor";
 *
 * magnitude({ real: tensor([3, 0]), imaginary: tensor([4, -2]) }); // => [5, 2]
 * ```
 */
export function magnitude<const X extends ComplexOperand>(x: X): Tensor<ShapeIn<X>, DTypeIn<X>> {
  return operation("magnitude", () => {
    const squares = power(complexOf("magnitude", x));
    const isZero = squares.equal(0);
    // The root of 0 has no slope.
    return where(isZero, 0, (where(isZero, 1, squares) as Tensor).sqrt()) as never;
  });
}

/** `a² + b²`. */
export function power({ real, imaginary }: Complex): Tensor {
  return real.square().add(imaginary.square()) as Tensor;
}

/**
 * The angles of complex numbers, `atan2(b, a)`, in radians from −π to π, as `torch.angle`. The gradient at 0 is NaN: there is no angle. Integers give float32.
 *
 * Throws `ShapeError` where the parts have different shapes.
 *
 * ```ts
 * import { angle } from "@chainrule/signal";
 * import { tensor } from "@chainrule/tensor";
 *
 * angle({ real: tensor([1, 0]), imaginary: tensor([1, -2]) }); // => ≈ [0.7854, -1.5708]
 * ```
 */
export function angle<const X extends ComplexOperand>(x: X): Tensor<ShapeIn<X>, DTypeIn<X>> {
  return operation("angle", () => {
    const { real, imaginary } = complexOf("angle", x);
    return primitive("atan2", [imaginary, real], {}) as never;
  });
}

/**
 * Complex numbers with the other sign of their imaginary parts, `a − bi`, as `torch.conj`. Integers give float32.
 *
 * Throws `ShapeError` where the parts have different shapes.
 *
 * ```ts
 * import { conjugate } from "@chainrule/signal";
 * import { tensor } from "@chainrule/tensor";
 *
 * conjugate({ real: tensor([1]), imaginary: tensor([2]) }); // => { real: [1], imaginary: [-2] }
 * ```
 */
export function conjugate<const X extends ComplexOperand>(x: X): Complex<ShapeIn<X>, DTypeIn<X>> {
  return operation("conjugate", () => {
    const { real, imaginary } = complexOf("conjugate", x);
    return { real, imaginary: imaginary.neg() } as never;
  });
}

/**
 * The product of complex numbers, with broadcasting: `(a + bi)·(c + di) = (ac − bd) + (ad + bc)i`. Either may be real. Integers give float32.
 *
 * Throws `ShapeError` where the shapes do not broadcast, or parts have different ones.
 *
 * ```ts
 * import { multiplyComplex } from "@chainrule/signal";
 * import { tensor } from "@chainrule/tensor";
 *
 * const i = { real: tensor([0]), imaginary: tensor([1]) };
 * multiplyComplex(i, i); // => { real: [-1], imaginary: [0] }
 * multiplyComplex(i, 3); // => { real: [0], imaginary: [3] }
 * ```
 */
export function multiplyComplex<const X extends ComplexOperand, const Y extends ComplexOperand>(
  x: X,
  y: Y & shapes.Check<Products<X, Y>>,
): Complex<shapes.Result<Products<X, Y>>, Promoted<X, Y>> {
  return operation("multiplyComplex", () => {
    const [a, b] = [complexOf("multiplyComplex", x), complexOf("multiplyComplex", y)];
    const times = (p: Tensor, q: Tensor): Tensor => p.mul(q) as Tensor;
    return {
      real: times(a.real, b.real).sub(times(a.imaginary, b.imaginary)) as Tensor,
      imaginary: times(a.real, b.imaginary).add(times(a.imaginary, b.real)) as Tensor,
    } as never;
  });
}

/** The shape of products, or the mistake. */
type Products<X, Y> = shapes.Broadcast<"multiplyComplex", ShapeIn<X>, ShapeIn<Y>>;
