import { checkArray, isFloating } from "@chainrule/graph";
import { asTensor, type Operand, operation, type Tensor } from "@chainrule/tensor";

function checkLimit(name: string, limit: number): void {
  if (!(limit >= 0))
    throw new RangeError(`${name}: the limit must be a number from 0; got ${limit}.`);
}

/**
 * Every element of every gradient, moved into `[−limit, limit]`; NaN stays NaN. As PyTorch's `clip_grad_value_`.
 *
 * Throws when the limit is negative or NaN.
 *
 * ```ts
 * import { clipByValue } from "@chainrule/optimizers";
 * import { tensor } from "@chainrule/tensor";
 *
 * const [g] = clipByValue([tensor([-3, 0.5, 2])], 1);
 * g; // => [-1, 0.5, 1]
 * ```
 */
export function clipByValue(gradients: readonly Operand[], limit: number): Tensor[] {
  checkArray("clipByValue", gradients);
  checkLimit("clipByValue", limit);
  return operation("clipByValue", () =>
    gradients.map((gradient) => asTensor(gradient).maximum(-limit).minimum(limit)),
  );
}

/**
 * The Euclidean length of all gradients as one vector: `√Σ g²`, a scalar.
 *
 * Throws when there are none.
 *
 * As the norm that PyTorch's `clip_grad_norm_` returns.
 *
 * ```ts
 * import { globalNorm } from "@chainrule/optimizers";
 * import { tensor } from "@chainrule/tensor";
 *
 * globalNorm([tensor([2, 3]), tensor(6)]); // => 7
 * ```
 */
export function globalNorm(gradients: readonly Operand[]): Tensor {
  checkArray("globalNorm", gradients);
  return operation("globalNorm", () => {
    const squares = gradients.map((given) => {
      const gradient = asTensor(given);
      if (!isFloating(gradient.dtype)) {
        throw new TypeError(`globalNorm: gradients must be floating; got ${gradient.dtype}.`);
      }
      return gradient.square().sum() as Tensor;
    });
    if (squares.length === 0) throw new Error("globalNorm: needs at least one gradient; got none.");
    return squares.reduce((sum, square) => sum.add(square) as Tensor).sqrt();
  });
}

/**
 * All gradients, scaled down together so that their `globalNorm` is at most `limit`: `g·min(1, limit / (norm + 1e-6))`. As PyTorch's `clip_grad_norm_`; Pascanu, Mikolov,
 * Bengio, *On the difficulty of training recurrent neural networks* (2013).
 *
 * Throws when the limit is negative or NaN, or there are no gradients.
 *
 * ```ts
 * import { clipByGlobalNorm } from "@chainrule/optimizers";
 * import { tensor } from "@chainrule/tensor";
 *
 * const [a, b] = clipByGlobalNorm([tensor([2, 3]), tensor(6)], 3.5);
 * a; // => ≈ [1, 1.5]
 * b; // => ≈ 3
 * ```
 */
export function clipByGlobalNorm(gradients: readonly Operand[], limit: number): Tensor[] {
  checkArray("clipByGlobalNorm", gradients);
  checkLimit("clipByGlobalNorm", limit);
  return operation("clipByGlobalNorm", () => {
    const all = gradients.map((gradient) => asTensor(gradient));
    const scale = globalNorm(all).add(1e-6).reciprocal().mul(limit).minimum(1) as Tensor;
    return all.map((gradient) => gradient.mul(scale.cast(gradient.dtype)));
  });
}
