import {
  checkCopy,
  checkKind,
  checkNames,
  checkRecord,
  dtypeError,
  isFloating,
  type Node,
  printShape,
  printType,
  sameShape,
  shapeError,
  type Variable,
} from "@chainrule/graph";
import {
  asTensor,
  constant,
  type Operand,
  Parameter,
  State,
  Tensor,
  zeros,
} from "@chainrule/tensor";
import { walk } from "./walk.ts";

/** What gradients are asked for: one tensor, a list of them, or a record of them. */
export type Targets = Tensor | readonly Tensor[] | { readonly [name: string]: Tensor };

/** The type of a gradient: a tensor of the target's shape and dtype. */
export type GradientOf<T> = T extends Tensor<infer S, infer D> ? Tensor<S, D> : never;

/** The types of the gradients of targets: one for one, a list for a list, a record for a record. */
export type Gradients<T> = T extends Tensor
  ? GradientOf<T>
  : { -readonly [K in keyof T]: GradientOf<T[K]> };

/** Whether a target that the result does not depend on is an error. */
export interface UnusedOptions {
  /** Gives zeros for a target that the result does not depend on, instead of an error. */
  readonly allowUnused?: boolean;
}

/** Options of {@link gradients}. */
export interface GradientsOptions extends UnusedOptions {
  /** The gradient of the result, of its shape; 1 by default. With a seed, the result may have any shape. */
  readonly seed?: Operand;
}

/** A tensor, and what errors call it. */
export interface Named {
  readonly tensor: Tensor;
  readonly name: string;
}

/** What the walk seeks for a tensor. Asking a parameter for its node would be a use of it; its variable is asked for instead. */
function targetOf(tensor: Tensor): Node | Variable {
  if (tensor instanceof Parameter) return tensor["variable"];
  const { node } = tensor;
  return tensor instanceof State ? (node.variable ?? node) : node;
}

function nameOf(tensor: Tensor, place: string): string {
  const given = tensor instanceof Parameter || tensor instanceof State;
  return given
    ? `${tensor.name} (${place}, ${printType(tensor)})`
    : `${place} (${printType(tensor)})`;
}

/** Checks that `result` can be differentiated, and gives the gradient it starts from. */
function seedOf(name: string, result: Tensor, seed: Operand | undefined): Tensor {
  if (!isFloating(result.dtype)) {
    throw dtypeError(name, `the result must have a floating dtype; got ${printType(result)}.`);
  }
  if (seed === undefined) {
    if (result.size !== 1) {
      throw shapeError(
        name,
        `the result must be a scalar; got ${printType(result)}: reduce it, as with .sum(), or give the gradient of the result as a seed or to vjp.`,
      );
    }
    const one = constant(1, result.dtype);
    return result.ndim === 0 ? one : one.reshape(result.shape);
  }
  const given = asTensor(seed, result.dtype);
  if (!sameShape(given.shape, result.shape)) {
    throw shapeError(
      name,
      `the gradient of the result must have its shape ${printShape(result.shape)}; got ${printShape(given.shape)}.`,
    );
  }
  if (given.dtype !== result.dtype) {
    throw dtypeError(
      name,
      `the gradient of the result must have its dtype ${result.dtype}; got ${given.dtype}.`,
    );
  }
  return given;
}

/** The gradients of `result` for `targets`, under the name of the public function that was called. */
export function differentiate(
  name: string,
  result: Tensor,
  targets: readonly Named[],
  options: GradientsOptions = {},
): Tensor[] {
  checkNames(name, options, { seed: 0, allowUnused: 0 });
  checkKind(name, "the result", result, Tensor, "a tensor");
  const seed = seedOf(name, result, options.seed);
  for (const { tensor, name: place } of targets) {
    checkKind(name, place, tensor, Tensor, "a tensor");
    if (!isFloating(tensor.dtype)) {
      throw dtypeError(name, `${nameOf(tensor, place)} must have a floating dtype.`);
    }
  }
  const found = walk(
    result.node,
    seed,
    targets.map(({ tensor }) => targetOf(tensor)),
  );
  return found.map((gradient, i) => {
    if (gradient !== null) return gradient;
    const { tensor, name: place } = targets[i]!;
    if (options.allowUnused === true) return zeros(tensor.shape, { dtype: tensor.dtype });
    throw new Error(
      `${name}: the result does not depend on ${nameOf(tensor, place)}, or only through detach(), integers or comparisons; leave it out, or set allowUnused for zeros.`,
    );
  });
}

/**
 * The gradients of a scalar for tensors that it was computed from: `∂result/∂target`, of each target's shape and dtype. They are
 * tensors like others: nothing runs until one is read, and they have gradients themselves.
 *
 * A target is any tensor of the graph: an input, an intermediate result, a `Parameter` (the newest of its versions that the graph was built on).
 * One tensor gives one gradient, a list a list, a record a record. Conventions at kinks and ties are PyTorch's: relu'(0) = 0, |x|'(0) = 0, `maximum`
 * gives equal inputs half each, `max` shares equally among equal elements.
 *
 * Throws `ShapeError` if the result has more than one element and no `seed` is given, and an error that names the target if the
 * result does not depend on it (unless `allowUnused`) or if the way leads through a result computed before a parameter
 * was replaced, which has forgotten its inputs.
 *
 * ```ts
 * import { gradients } from "@chainrule/autograd";
 * import { tensor } from "@chainrule/tensor";
 *
 * const x = tensor([1, 2, 3]);
 * const y = x.square();
 * const loss = y.mul(x).sum();
 *
 * gradients(loss, x); // => [3, 12, 27]
 * const [dx, dy] = gradients(loss, [x, y]);
 * dy; // => [1, 2, 3]
 * gradients(dx.sum(), x); // => [6, 12, 18]
 * gradients(y, { x }, { seed: [1, 0, 0] }).x; // => [2, 0, 0]
 * ```
 */
export function gradients<const T extends Targets>(
  result: Tensor,
  targets: T,
  options: GradientsOptions = {},
): Gradients<T> {
  checkCopy(targets, () => Tensor);
  const single = targets instanceof Tensor;
  if (!single) checkRecord("gradients", targets);
  const entries = Object.entries<Tensor>(single ? [targets] : targets);
  const found = differentiate(
    "gradients",
    result,
    entries.map(([key, tensor]) => ({ tensor, name: single ? "the target" : `target ${key}` })),
    options,
  );
  if (single) return found[0] as Tensor as Gradients<T>;
  if (Array.isArray(targets)) return found as readonly Tensor[] as Gradients<T>;
  return Object.fromEntries(entries.map(([key], i) => [key, found[i]!])) as Gradients<T>;
}
