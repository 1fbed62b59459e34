import { checkNames } from "@chainrule/graph";
import type { Operand, Tensor } from "@chainrule/tensor";
import type { Arguments } from "./custom-function.ts";
import { differentiate, type Gradients, type UnusedOptions } from "./gradients.ts";
import { selected, viewed } from "./gradient.ts";

/** Sends the gradient of a function's output back to its inputs. */
export type Backward<I extends readonly Tensor[]> = (
  gradient?: Operand,
  options?: UnusedOptions,
) => Gradients<I>;

/**
 * The value `y = f(x, …)` of a function of tensors, and its backward function, which sends a gradient of `y` back to every input: the vector-Jacobian
 * product `dx = dy · ∂y/∂x`. `backward` may be called any number of times, each time for another gradient; without one it takes 1, for a scalar `y`.
 *
 * `backward` throws `ShapeError` if the gradient is not of the shape of `y`, and an error that names the input if `y` does not depend on it, unless `allowUnused`.
 *
 * ```ts
 * import { vjp } from "@chainrule/autograd";
 * import { tensor } from "@chainrule/tensor";
 *
 * const x = tensor([[1, 2]]);
 * const w = tensor([[1, 0, 2], [0, 1, 3]]);
 * const [y, backward] = vjp((x, w) => x.matmul(w), x, w);
 * y; // => [[1, 2, 8]]
 * const [dx, dw] = backward([[1, 0, 1]]);
 * dx; // => [[3, 3]]
 * dw; // => [[1, 0, 1], [2, 0, 2]]
 * ```
 */
export function vjp<I extends readonly Tensor[], O extends Tensor>(
  f: (...inputs: I) => O,
  ...given: Arguments<I>
): [y: O, backward: Backward<I>] {
  const inputs = viewed(given);
  const y = f(...(inputs as readonly Tensor[] as I));
  const backward: Backward<I> = (gradient, options = {}) => {
    checkNames("backward", options, { allowUnused: 0 });
    const { allowUnused = false } = options;
    const seed = gradient === undefined ? {} : { seed: gradient };
    const found = differentiate("vjp", y, selected("vjp", inputs, undefined), {
      allowUnused,
      ...seed,
    });
    return found as readonly Tensor[] as Gradients<I>;
  };
  return [y, backward];
}
