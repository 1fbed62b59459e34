import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/contract.ts";
import type { Operand, Tensor } from "../tensor.ts";
import { MovementMethods } from "./movement.ts";

export abstract class ContractMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends MovementMethods<S, D> {
  matmul(other: Operand): Tensor {
    return this.wrap(ops.matmul(this.node, other));
  }

  dot(other: Operand): Tensor {
    return this.wrap(ops.dot(this.node, other));
  }
}
