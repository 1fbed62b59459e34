import {
  asTensor,
  constant,
  type Operand,
  type Tensor,
  withoutAssignments,
} from "@chainrule/tensor";
import { checkArray, dtypeError, printShape, sameShape, shapeError } from "@chainrule/graph";
import type { Arguments } from "./custom-function.ts";
import { differentiate, type GradientOf, type Gradients, type Named } from "./gradients.ts";
import { selected, viewed } from "./gradient.ts";

/** The vectors of a product as tensors of the inputs' shapes and dtypes. */
function directions(name: string, inputs: readonly Named[], given: readonly Operand[]): Tensor[] {
  checkArray(name, given);
  if (given.length !== inputs.length) {
    throw new TypeError(
      `${name}: needs one vector for each of ${inputs.length} inputs; got ${given.length}.`,
    );
  }
  return inputs.map(({ tensor, name: place }, i) => {
    const vector = asTensor(given[i]!, tensor.dtype);
    if (!sameShape(vector.shape, tensor.shape)) {
      throw shapeError(
        name,
        `the vector for ${place} must have its shape ${printShape(tensor.shape)}; got ${printShape(vector.shape)}.`,
      );
    }
    if (vector.dtype !== tensor.dtype) {
      throw dtypeError(
        name,
        `the vector for ${place} must have its dtype ${tensor.dtype}; got ${vector.dtype}.`,
      );
    }
    return vector;
  });
}

/** The derivative of `y` along `vectors`: the gradient of a linear function, the backward pass, for what goes into it. */
function push(
  name: string,
  y: Tensor,
  inputs: readonly Named[],
  vectors: readonly Operand[],
): Tensor {
  const along = directions(name, inputs, vectors);
  const dummy = constant(0, y.dtype).expand(y.shape);
  const back = differentiate(name, y, inputs, { seed: dummy, allowUnused: true });
  return inner(name, back, along, { tensor: dummy, name: "the result" });
}

/** The gradient of `Σ ⟨xs, vectors⟩` for `target`; zeros where there is none. */
function inner(
  name: string,
  xs: readonly Tensor[],
  vectors: readonly Tensor[],
  target: Named,
): Tensor {
  const { tensor } = target;
  let total = constant(0, tensor.dtype).expand(tensor.shape);
  xs.forEach((x, i) => {
    const options = { seed: vectors[i]!, allowUnused: true };
    const [part] = differentiate(name, x, [target], options);
    total = total.add(part!);
  });
  return total;
}

/**
 * The value `y = f(x, …)` of a function of tensors, and its derivative along `tangents`: the Jacobian-vector product `dy = ∂y/∂x · dx + …`, of the shape
 * of `y`. It is computed as the gradient of the backward pass, which is linear in what goes into it (Townsend 2017, "A new trick for calculating
 * Jacobian vector products").
 *
 * Throws `ShapeError` or `DTypeError` if a tangent is not of its input's shape and dtype.
 *
 * ```ts
 * import { jvp } from "@chainrule/autograd";
 *
 * const [y, dy] = jvp((x) => x.square(), [[1, 2, 3]], [[1, 0, -1]]);
 * y; // => [1, 4, 9]
 * dy; // => [2, 0, -6]
 * ```
 */
export function jvp<I extends readonly Tensor[], O extends Tensor>(
  f: (...inputs: I) => O,
  inputs: Arguments<I>,
  tangents: Arguments<I>,
): [y: O, dy: GradientOf<O>] {
  checkArray("jvp", inputs);
  const views = viewed(inputs);
  const y = f(...(views as readonly Tensor[] as I));
  const dy = push("jvp", y, selected("jvp", views, undefined), tangents as readonly Operand[]);
  return [y, dy as GradientOf<O>];
}

/**
 * The product of the Hessian of `f`, a scalar function of tensors, with `vectors`: `Σⱼ ∂²f/∂xᵢ∂xⱼ · vⱼ` for each input, of its shape, without
 * the Hessian itself. Zeros where `f` is linear.
 *
 * Throws `ShapeError` if `f` returns more than one element, or if a vector is not of its input's shape; assignments that `f` makes are dropped.
 * Pearlmutter 1994, "Fast Exact Multiplication by the Hessian".
 *
 * ```ts
 * import { hessianVectorProduct } from "@chainrule/autograd";
 *
 * const [product] = hessianVectorProduct((x) => x.pow(3).sum(), [[1, 2]], [[1, 1]]);
 * product; // => [6, 12]
 * ```
 */
export function hessianVectorProduct<I extends readonly Tensor[]>(
  f: (...inputs: I) => Tensor,
  inputs: Arguments<I>,
  vectors: Arguments<I>,
): Gradients<I> {
  const name = "hessianVectorProduct";
  checkArray(name, inputs);
  const views = viewed(inputs);
  const targets = selected(name, views, undefined);
  const along = directions(name, targets, vectors as readonly Operand[]);
  const first = withoutAssignments(() =>
    differentiate(name, f(...(views as readonly Tensor[] as I)), targets, { allowUnused: true }),
  );
  const products = targets.map((target) => inner(name, first, along, target));
  return products as readonly Tensor[] as Gradients<I>;
}
