import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/elementwise.ts";
import type { Operand, Tensor } from "../tensor.ts";
import { Value } from "../value.ts";

export abstract class ElementwiseMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends Value<S, D> {
  neg(): Tensor {
    return this.wrap(ops.neg(this.node));
  }

  abs(): Tensor {
    return this.wrap(ops.abs(this.node));
  }

  sign(): Tensor {
    return this.wrap(ops.sign(this.node));
  }

  square(): Tensor {
    return this.wrap(ops.square(this.node));
  }

  reciprocal(): Tensor {
    return this.wrap(ops.reciprocal(this.node));
  }

  exp(): Tensor {
    return this.wrap(ops.exp(this.node));
  }

  expm1(): Tensor {
    return this.wrap(ops.expm1(this.node));
  }

  log(): Tensor {
    return this.wrap(ops.log(this.node));
  }

  log1p(): Tensor {
    return this.wrap(ops.log1p(this.node));
  }

  sqrt(): Tensor {
    return this.wrap(ops.sqrt(this.node));
  }

  rsqrt(): Tensor {
    return this.wrap(ops.rsqrt(this.node));
  }

  sin(): Tensor {
    return this.wrap(ops.sin(this.node));
  }

  cos(): Tensor {
    return this.wrap(ops.cos(this.node));
  }

  tanh(): Tensor {
    return this.wrap(ops.tanh(this.node));
  }

  sigmoid(): Tensor {
    return this.wrap(ops.sigmoid(this.node));
  }

  floor(): Tensor {
    return this.wrap(ops.floor(this.node));
  }

  ceil(): Tensor {
    return this.wrap(ops.ceil(this.node));
  }

  round(): Tensor {
    return this.wrap(ops.round(this.node));
  }

  relu(): Tensor {
    return this.wrap(ops.relu(this.node));
  }

  add(other: Operand): Tensor {
    return this.wrap(ops.add(this.node, other));
  }

  sub(other: Operand): Tensor {
    return this.wrap(ops.sub(this.node, other));
  }

  mul(other: Operand): Tensor {
    return this.wrap(ops.mul(this.node, other));
  }

  div(other: Operand): Tensor {
    return this.wrap(ops.div(this.node, other));
  }

  pow(other: Operand): Tensor {
    return this.wrap(ops.pow(this.node, other));
  }

  mod(other: Operand): Tensor {
    return this.wrap(ops.mod(this.node, other));
  }

  maximum(other: Operand): Tensor {
    return this.wrap(ops.maximum(this.node, other));
  }

  minimum(other: Operand): Tensor {
    return this.wrap(ops.minimum(this.node, other));
  }

  less(other: Operand): Tensor {
    return this.wrap(ops.less(this.node, other));
  }

  lessEqual(other: Operand): Tensor {
    return this.wrap(ops.lessEqual(this.node, other));
  }

  greater(other: Operand): Tensor {
    return this.wrap(ops.greater(this.node, other));
  }

  greaterEqual(other: Operand): Tensor {
    return this.wrap(ops.greaterEqual(this.node, other));
  }

  equal(other: Operand): Tensor {
    return this.wrap(ops.equal(this.node, other));
  }

  notEqual(other: Operand): Tensor {
    return this.wrap(ops.notEqual(this.node, other));
  }

  and(other: Operand): Tensor {
    return this.wrap(ops.and(this.node, other));
  }

  or(other: Operand): Tensor {
    return this.wrap(ops.or(this.node, other));
  }

  not(): Tensor {
    return this.wrap(ops.not(this.node));
  }

  where(a: Operand, b: Operand): Tensor {
    return this.wrap(ops.where(this.node, a, b));
  }

  cast(dtype: DType): Tensor {
    return this.wrap(ops.cast(this.node, dtype));
  }

  detach(): Tensor {
    return this.wrap(ops.detach(this.node));
  }
}
