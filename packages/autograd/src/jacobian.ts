import { concatenate, fromData, type Tensor, withoutAssignments, zeros } from "@chainrule/tensor";
import { allocate, checkNames } from "@chainrule/graph";
import type { Arguments } from "./custom-function.ts";
import { differentiate, type Named } from "./gradients.ts";
import { type Argnums, type GradientOptions, selected, shaped, viewed } from "./gradient.ts";
import { mapExamples } from "./map-examples.ts";

/** The Jacobians of all inputs `I`: of one, or a list. */
type AllJacobians<I extends readonly Tensor[]> = number extends I["length"]
  ? Tensor | Tensor[]
  : I extends readonly [unknown]
    ? Tensor
    : { -readonly [K in keyof I]: Tensor };

/** The Jacobians of the inputs `I` that `A` names; of all where there is no `A`. */
export type SelectedJacobians<I extends readonly Tensor[], A extends Argnums> = A extends undefined
  ? AllJacobians<I>
  : A extends number
    ? Tensor
    : A extends readonly unknown[]
      ? { -readonly [K in keyof A]: Tensor }
      : never;

/** How many rows are built at once, from as many backward passes: more would take as much more memory (`docs/decisions/jacobians.md`). */
const together = 64;

/** `count` rows of an identity matrix from row `first` on, each as a tensor like `y`. */
function units(y: Tensor, first: number, count: number): Tensor {
  const data = allocate(y.dtype, count * y.size);
  for (let i = 0; i < count; i++) data[i * y.size + first + i] = 1;
  return fromData(data, [count, ...y.shape], y.dtype);
}

/** The Jacobians of `y`, a row for each element of `y`. */
function rows(name: string, y: Tensor, targets: readonly Named[], allowUnused: boolean): Tensor[] {
  const back = (seed: Tensor): Tensor[] => differentiate(name, y, targets, { seed, allowUnused });
  const parts: Tensor[][] = [];
  for (let first = 0; first < y.size; first += together) {
    const seeds = units(y, first, Math.min(together, y.size - first));
    parts.push(mapExamples(name, back, [seeds]) as Tensor[]);
  }
  return targets.map(({ tensor }, input) => {
    const shape = [...y.shape, ...tensor.shape];
    if (y.size === 0) return zeros(shape, { dtype: tensor.dtype });
    return concatenate(parts.map((part) => part[input]!)).reshape(shape);
  });
}

/**
 * The function that gives the Jacobian of `f`, of any shape: `J[i…, j…] = ∂f(x)[i…] / ∂x[j…]`, of the shape of the result followed by that of the
 * input. Its rows come from one backward pass for each element of the result, 64 of them at once. `argnums` chooses inputs as in `gradient`.
 *
 * Throws an error that names the input if the result does not depend on it, unless `allowUnused`, and where the backward pass of a custom function reads values; assignments that `f` makes are
 * dropped.
 *
 * ```ts
 * import { jacobian } from "@chainrule/autograd";
 *
 * jacobian((x) => x.mul(x.sum()))([1, 2]); // => [[4, 1], [2, 5]]
 * ```
 */
export function jacobian<I extends readonly Tensor[], const A extends Argnums = undefined>(
  f: (...inputs: I) => Tensor,
  options: GradientOptions<A> = {},
): (...inputs: Arguments<I>) => SelectedJacobians<I, A> {
  checkNames("jacobian", options, { argnums: 0, allowUnused: 0 });
  return (...given) => {
    const inputs = viewed(given);
    const targets = selected("jacobian", inputs, options.argnums);
    const y = withoutAssignments(() => f(...(inputs as readonly Tensor[] as I)));
    const found = rows("jacobian", y, targets, options.allowUnused ?? false);
    return shaped(options.argnums, inputs, found) as SelectedJacobians<I, A>;
  };
}

/**
 * The function that gives the Hessian of `f`, a scalar function of one tensor: `H[i…, j…] = ∂²f / ∂x[i…]∂x[j…]`, of the input's shape twice. Zeros where
 * `f` is linear.
 *
 * Throws `ShapeError` if `f` returns more than one element; assignments that `f` makes are dropped.
 *
 * ```ts
 * import { hessian } from "@chainrule/autograd";
 *
 * hessian((x) => x.prod())([1, 2, 3]); // => [[0, 3, 2], [3, 0, 1], [2, 1, 0]]
 * ```
 */
export function hessian<T extends Tensor>(
  f: (x: T) => Tensor,
): (...inputs: Arguments<[T]>) => Tensor {
  return (...given) => {
    const inputs = viewed(given);
    const targets = selected("hessian", inputs, 0);
    const [first] = withoutAssignments(() =>
      differentiate("hessian", f(inputs[0] as Tensor as T), targets, { allowUnused: true }),
    );
    return rows("hessian", first!, targets, true)[0]!;
  };
}
