import { type Contract, promote } from "@chainrule/graph";
import { primitive, type Tensor } from "@chainrule/tensor";
import { inOrder } from "../permutation.ts";
import type { GradientRules } from "./rule.ts";

/** Both in the stronger of their dtypes: a contraction takes one, and may give another. */
export function common(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const dtype = promote(a.dtype, b.dtype);
  return [a.cast(dtype), b.cast(dtype)];
}

/** The last two axes exchanged. */
function transposed(x: Tensor): Tensor {
  const rank = x.shape.length;
  return x.permute([...inOrder(rank - 2), rank - 1, rank - 2]);
}

/** The rows of all matrices in one. */
function stacked(x: Tensor): Tensor {
  return x.shape.length === 2 ? x : x.flatten(0, -2);
}

export const contract: GradientRules<Exclude<Contract, "convolve">> = {
  matmul: (g, [a, b]) => [
    () => primitive("matmul", common(g, transposed(b)), { dtype: a.dtype }),
    () => {
      // One matrix beside many gathers from all of their rows at once.
      const [rows, gradient] = b.shape.length === 2 ? [stacked(a), stacked(g)] : [a, g];
      return primitive("matmul", common(transposed(rows), gradient), { dtype: b.dtype });
    },
  ],
};
