import type { DType, Shape } from "@chainrule/graph";
import * as ops from "../ops/reduce.ts";
import { logSoftmax, logSumExp, softmax } from "../ops/softmax.ts";
import type { Tensor } from "../tensor.ts";
import { ElementwiseMethods } from "./elementwise.ts";

export interface ReduceOptions {
  readonly keepDims?: boolean;
}
type Axes = number | readonly number[];

export abstract class ReduceMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ElementwiseMethods<S, D> {
  sum(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.wrap(ops.sum(this.node, axis, options?.keepDims));
  }

  prod(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.wrap(ops.prod(this.node, axis, options?.keepDims));
  }

  max(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.wrap(ops.max(this.node, axis, options?.keepDims));
  }

  min(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.wrap(ops.min(this.node, axis, options?.keepDims));
  }

  mean(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.wrap(ops.mean(this.node, axis, options?.keepDims));
  }

  any(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.wrap(ops.any(this.node, axis, options?.keepDims));
  }

  all(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.wrap(ops.all(this.node, axis, options?.keepDims));
  }

  norm(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.wrap(ops.norm(this.node, axis, options?.keepDims));
  }

  variance(axis?: Axes, options?: ReduceOptions & { readonly correction?: number }): Tensor {
    return this.wrap(ops.variance(this.node, axis, options?.correction, options?.keepDims));
  }

  std(axis?: Axes, options?: ReduceOptions & { readonly correction?: number }): Tensor {
    return this.wrap(ops.std(this.node, axis, options?.correction, options?.keepDims));
  }

  argmax(axis?: number, options?: ReduceOptions): Tensor {
    return this.wrap(ops.argmax(this.node, axis, options?.keepDims));
  }

  argmin(axis?: number, options?: ReduceOptions): Tensor {
    return this.wrap(ops.argmin(this.node, axis, options?.keepDims));
  }

  softmax(axis?: number): Tensor {
    return this.wrap(softmax(this.node, axis));
  }

  logSoftmax(axis?: number): Tensor {
    return this.wrap(logSoftmax(this.node, axis));
  }

  logSumExp(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.wrap(logSumExp(this.node, axis, options?.keepDims));
  }
}
