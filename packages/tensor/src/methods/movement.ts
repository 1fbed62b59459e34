import type { DType, Shape } from "@chainrule/graph";
import * as index from "../ops/index-select.ts";
import * as ops from "../ops/movement.ts";
import type { Operand, Tensor } from "../tensor.ts";
import { ReduceMethods } from "./reduce.ts";

export abstract class MovementMethods<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ReduceMethods<S, D> {
  get mT(): Tensor {
    return this.wrap(ops.matrixTranspose(this.node));
  }

  reshape(shape: Shape): Tensor {
    return this.wrap(ops.reshape(this.node, shape));
  }

  flatten(startAxis?: number, endAxis?: number): Tensor {
    return this.wrap(ops.flatten(this.node, startAxis, endAxis));
  }

  transpose(axes?: readonly number[]): Tensor {
    return this.wrap(ops.transpose(this.node, axes));
  }

  permute(axes: readonly number[]): Tensor {
    return this.wrap(ops.permute(this.node, axes));
  }

  squeeze(axis?: number | readonly number[]): Tensor {
    return this.wrap(ops.squeeze(this.node, axis));
  }

  unsqueeze(axis: number): Tensor {
    return this.wrap(ops.unsqueeze(this.node, axis));
  }

  expand(shape: Shape): Tensor {
    return this.wrap(ops.expand(this.node, shape));
  }

  flip(axes?: number | readonly number[]): Tensor {
    return this.wrap(ops.flip(this.node, axes));
  }

  slice(
    starts: readonly number[],
    ends?: readonly (number | undefined)[],
    steps?: readonly number[],
  ): Tensor {
    return this.wrap(ops.slice(this.node, starts, ends, steps));
  }

  pad(
    widths: readonly (readonly [low: number, high: number])[],
    options?: { readonly value?: number | boolean },
  ): Tensor {
    return this.wrap(ops.pad(this.node, widths, options?.value));
  }

  windows(options: ops.Sliding): Tensor {
    return this.wrap(ops.windows(this.node, options));
  }

  fold(options: ops.Sliding & { readonly shape: Shape }): Tensor {
    return this.wrap(ops.fold(this.node, options));
  }

  take(indices: Operand, axis?: number): Tensor {
    return this.wrap(index.take(this.node, indices, axis));
  }

  gather(indices: Operand, axis: number): Tensor {
    return this.wrap(index.gather(this.node, indices, axis));
  }
}
