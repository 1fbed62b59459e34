import {
  checkCopy,
  dtypeError,
  isFloating,
  kindOf,
  type Node,
  operation,
  printShape,
  sameShape,
  shapeError,
} from "@chainrule/graph";
import { asTensor, type Nested, type Operand, Tensor } from "@chainrule/tensor";
import { type Boundary, withBoundary } from "./boundary.ts";

/** What a function of tensors `I` may be called with: a number or nested array stands for a tensor. */
export type Arguments<I extends readonly Tensor[]> = { readonly [K in keyof I]: I[K] | Nested };

/** A function with a gradient of its own. */
export interface CustomFunction<I extends readonly Tensor[], O extends Tensor> {
  /** What errors and printed graphs call it. */
  readonly name: string;
  /** The result. What it is computed with is not differentiated. */
  forward(...inputs: I): O;
  /**
   * The gradient of each input, of its shape and dtype, for the gradient of the output; `null` for an input that gets none. Made of
   * tensor operations, it can be differentiated again.
   */
  backward(gradient: Tensor, inputs: I, output: O): { readonly [K in keyof I]: Tensor | null };
}

class CustomBoundary<I extends readonly Tensor[], O extends Tensor> implements Boundary {
  readonly #definition: CustomFunction<I, O>;
  readonly #inputs: readonly Node[];

  constructor(definition: CustomFunction<I, O>, inputs: readonly Node[]) {
    this.#definition = definition;
    this.#inputs = inputs;
  }

  sources(): readonly Node[] {
    return this.#inputs;
  }

  backward(g: Tensor, sources: readonly Node[], node: Node): readonly (Tensor | null)[] {
    const { name } = this.#definition;
    const inputs = sources.map((source) => Tensor.of(source));
    const gradients: readonly (Tensor | null)[] = this.#definition.backward(
      g,
      inputs as readonly Tensor[] as I,
      Tensor.of(node) as O,
    );
    if (!Array.isArray(gradients) || gradients.length !== inputs.length) {
      const got = Array.isArray(gradients) ? `${gradients.length}` : kindOf(gradients);
      throw new TypeError(
        `${name}: backward must return a list with a gradient or null for each of ${inputs.length} inputs; got ${got}.`,
      );
    }
    gradients.forEach((gradient, i) => checkGradient(name, gradient, inputs[i]!, i));
    return gradients;
  }

  moved(to: (node: Node) => Node): Boundary {
    return new CustomBoundary(this.#definition, this.#inputs.map(to));
  }
}

function checkGradient(name: string, gradient: Tensor | null, input: Tensor, i: number): void {
  if (gradient === null) return;
  if (!(gradient instanceof Tensor)) {
    checkCopy(gradient, () => Tensor);
    throw new TypeError(
      `${name}: backward must return a tensor or null for input ${i}; got ${kindOf(gradient)}.`,
    );
  }
  if (!isFloating(input.dtype)) {
    throw dtypeError(
      name,
      `backward must return null for input ${i}, which is ${input.dtype} and has no gradient.`,
    );
  }
  if (!sameShape(gradient.shape, input.shape)) {
    throw shapeError(
      name,
      `backward must return a gradient of shape ${printShape(input.shape)} for input ${i}; got ${printShape(gradient.shape)}.`,
    );
  }
  if (gradient.dtype !== input.dtype) {
    throw dtypeError(
      name,
      `backward must return a gradient of ${input.dtype} for input ${i}; got ${gradient.dtype}.`,
    );
  }
}

/**
 * A function whose gradient you write: `forward` computes the result, `backward(gradient, inputs, output)` returns the gradient of each input,
 * `gradient · ∂output/∂input`. Gradients pass only through the inputs, never through tensors that `forward` closes over.
 *
 * The function throws `ShapeError` or `DTypeError` while gradients are built if one that `backward` returns is not of its input's shape
 * and dtype.
 *
 * ```ts
 * import { customFunction, gradients } from "@chainrule/autograd";
 * import { tensor } from "@chainrule/tensor";
 *
 * const myReLU = customFunction({
 *   name: "MyReLU",
 *   forward: (x) => x.maximum(0),
 *   backward: (g, [x]) => [g.mul(x.greater(0).cast("float32"))],
 * });
 *
 * const x = tensor([-1, 0, 2]);
 * const y = myReLU(x); // => [0, 0, 2]
 * gradients(y.sum(), x); // => [0, 0, 1]
 * ```
 */
export function customFunction<I extends readonly Tensor[], O extends Tensor>(
  definition: CustomFunction<I, O>,
): (...inputs: Arguments<I>) => O {
  const { name } = definition;
  return (...given) =>
    operation(name, () => {
      const inputs = (given as readonly Operand[]).map((input) => asTensor(input));
      // Before `forward` may assign to one of them.
      const nodes = inputs.map(({ node }) => node);
      const output: Tensor = definition.forward(...(inputs as readonly Tensor[] as I));
      if (!(output instanceof Tensor)) {
        checkCopy(output, () => Tensor);
        throw new TypeError(`${name}: forward must return a tensor; got ${kindOf(output)}.`);
      }
      return withBoundary(output, "custom", new CustomBoundary(definition, nodes)) as O;
    });
}
