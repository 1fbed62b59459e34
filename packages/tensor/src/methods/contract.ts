import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/contract.ts";
import type { Operand, Tensor } from "../tensor.ts";
import type { MatMul } from "../shapes/contract.ts";
import type { Mixed } from "../shapes/dtype.ts";
import type { Check, Result, ShapeOf } from "../shapes/shape.ts";
import { MovementMethods } from "./movement.ts";

/** Sums of products. */
export abstract class ContractMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends MovementMethods<S, D> {
  /**
   * The product of matrices, `out[…, m, n] = Σₖ x[…, m, k] · y[…, k, n]`. Leading axes broadcast. A vector is a row on the
   * left and a column on the right, and its extra axis goes again, as in NumPy. Throws `ShapeError` where the inner lengths
   * differ.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * const x = tensor([[1, 2], [3, 4]]);
   * x.matmul([[0, 1], [1, 0]]); // => [[2, 1], [4, 3]]
   * x.matmul([1, 1]); // => [3, 7]
   * ```
   */
  matmul<T extends Tensor, const O extends Operand>(
    this: T,
    other: O & Check<MatMul<T["shape"], ShapeOf<O>>>,
  ): Tensor<Result<MatMul<T["shape"], ShapeOf<O>>>, Mixed<T, O>> {
    return this.wrap(ops.matmul(this.node, other));
  }
}
