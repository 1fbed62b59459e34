import { Parameter, type Tensor, tensor } from "@chainrule/tensor";

/** A weight and a bias, of two dtypes. */
export function weights(): Parameter[] {
  return [
    new Parameter([1, -2, 3], { name: "weight" }),
    new Parameter(tensor([[0.5]], { dtype: "float64" }), { name: "bias" }),
  ];
}

/** The gradients of Σ p². */
export function gradients(of: readonly Parameter[]): Tensor[] {
  return of.map((p) => p.mul(2));
}

/** The elements of each tensor. */
export const values = (of: readonly Tensor[]): unknown[] => of.map((p) => p.toArray());
