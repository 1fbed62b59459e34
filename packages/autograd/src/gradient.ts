import { checkNames, isFloating } from "@chainrule/graph";
import { asTensor, type Operand, Tensor } from "@chainrule/tensor";
import { view } from "./boundary.ts";
import type { Arguments } from "./custom-function.ts";
import {
  differentiate,
  type GradientOf,
  type Gradients,
  type Named,
  type UnusedOptions,
} from "./gradients.ts";

/** Which inputs of a function to differentiate for: the number of one, or a list. */
export type Argnums = number | readonly number[] | undefined;

/** The gradients of all inputs `I`: of one, or a list. */
type AllGradients<I extends readonly Tensor[]> = number extends I["length"]
  ? Tensor | Tensor[]
  : I extends readonly [infer X]
    ? GradientOf<X>
    : Gradients<I>;

/**
 * The gradients of the inputs `I` that `A` names: of one, or of a list; of all where there is no `A`. (That is asked first: without `strict`, `undefined`
 * extends any type.)
 */
export type SelectedGradients<I extends readonly Tensor[], A extends Argnums> = A extends undefined
  ? AllGradients<I>
  : A extends number
    ? GradientOf<I[A]>
    : A extends readonly number[]
      ? { -readonly [K in keyof A]: GradientOf<I[A[K] & keyof I]> }
      : never;

/** Options of {@link gradient} and its like. */
export interface GradientOptions<A extends Argnums = Argnums> extends UnusedOptions {
  /** Which inputs to differentiate for: the number of one, or a list. By default the only one, or a list of all. */
  readonly argnums?: A;
}

/** The inputs of a call as tensors of their own: told from other uses of the same tensors, so that derivatives are partial ones. */
export function viewed(given: readonly unknown[]): Tensor[] {
  return given.map((input) => {
    const x = asTensor(input as Operand);
    return isFloating(x.dtype) ? view(x) : x;
  });
}

/** The inputs that `argnums` names, with names for errors. */
export function selected(name: string, inputs: readonly Tensor[], argnums: Argnums): Named[] {
  const numbers =
    argnums === undefined ? inputs.keys() : typeof argnums === "number" ? [argnums] : argnums;
  return Array.from(numbers, (i) => {
    const tensor = inputs[i];
    if (tensor === undefined) {
      throw new RangeError(
        `${name}: argnums must name inputs from 0 to ${inputs.length - 1}; got ${i}.`,
      );
    }
    return { tensor, name: `input ${i}` };
  });
}

/** One of one, a list of others. */
export function shaped(
  argnums: Argnums,
  inputs: readonly unknown[],
  found: readonly Tensor[],
): unknown {
  const single = argnums === undefined ? inputs.length === 1 : typeof argnums === "number";
  return single ? found[0] : found;
}

/** The function that computes a function's value and gradient. */
function both<I extends readonly Tensor[], O extends Tensor, A extends Argnums>(
  name: string,
  f: (...inputs: I) => O,
  options: GradientOptions<A>,
): (...inputs: Arguments<I>) => [value: O, gradient: SelectedGradients<I, A>] {
  checkNames(name, options, { argnums: 0, allowUnused: 0 });
  return (...given) => {
    const inputs = viewed(given);
    const targets = selected(name, inputs, options.argnums);
    const value = f(...(inputs as readonly Tensor[] as I));
    const found = differentiate(name, value, targets, {
      allowUnused: options.allowUnused ?? false,
    });
    return [value, shaped(options.argnums, inputs, found) as SelectedGradients<I, A>];
  };
}

/**
 * The function that gives the value of `f`, a scalar, and its gradient.
 *
 * Throws as {@link gradient}.
 *
 * ```ts
 * import { valueAndGradient } from "@chainrule/autograd";
 *
 * const f = valueAndGradient((x, y) => x.mul(y).sum());
 * const [value, [dx, dy]] = f([1, 2], [3, 4]);
 * value.item(); // => 11
 * dx; // => [3, 4]
 * dy; // => [1, 2]
 * ```
 */
export function valueAndGradient<
  I extends readonly Tensor[],
  O extends Tensor,
  const A extends Argnums = undefined,
>(
  f: (...inputs: I) => O,
  options: GradientOptions<A> = {},
): (...inputs: Arguments<I>) => [value: O, gradient: SelectedGradients<I, A>] {
  return both("valueAndGradient", f, options);
}

/**
 * The function that gives the gradient `∂f/∂x` of `f`, which must return a scalar. For a function of one tensor that is one tensor, of its shape and dtype;
 * for one of several, a list; `argnums` chooses others. Derivatives are partial: a tensor that is given twice, or that `f` closes over as well, counts
 * where it is that input.
 *
 * Throws `ShapeError` if `f` returns more than one element (use `vjp` or `jacobian`), and an error that names the input if the result does not depend on
 * it, unless `allowUnused`.
 *
 * ```ts
 * import { gradient } from "@chainrule/autograd";
 * import { type Tensor } from "@chainrule/tensor";
 *
 * const cube = (x: Tensor) => x.pow(3).sum();
 * gradient(cube)([1, 2]); // => [3, 12]
 * gradient((x) => gradient(cube)(x).sum())([1, 2]); // => [6, 12]
 * gradient((x, y) => x.mul(y).sum(), { argnums: 1 })([1, 2], [3, 4]); // => [1, 2]
 * ```
 */
export function gradient<I extends readonly Tensor[], const A extends Argnums = undefined>(
  f: (...inputs: I) => Tensor,
  options: GradientOptions<A> = {},
): (...inputs: Arguments<I>) => SelectedGradients<I, A> {
  const run = both("gradient", f, options);
  return (...inputs) => run(...inputs)[1];
}
