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

export const contract: GradientRules<Exclude<Contract, "convolve">> = {
  matmul: (g, [a, b]) => [
    () => primitive("matmul", common(g, transposed(b)), { dtype: a.dtype }),
    () => primitive("matmul", common(transposed(a), g), { dtype: b.dtype }),
  ],
};
