import { Module } from "#module";
import {
  asTensor,
  type DType,
  type Operand,
  type ShapeOf,
  type shapes,
  Tensor,
} from "@chainrule/tensor";
import type { Apply, ShapeFunction } from "./shape-function.ts";

/**
 * A module of one input and one output whose type the type system knows: `F` says which shape it makes of which, and `D` is the
 * dtype that the output has at least, where that is known.
 *
 * Extend it with a `compute` on plain tensors; `forward` checks the shape in types and takes numbers and nested arrays too, which have the
 * dtype of the first parameter.
 *
 * ```ts
 * import { Layer, type SameShape } from "@chainrule/layers";
 * import type { Tensor } from "@chainrule/tensor";
 *
 * class Double extends Layer<SameShape> {
 *   protected compute(x: Tensor): Tensor {
 *     return x.mul(2);
 *   }
 * }
 *
 * new Double().forward([1, 2]); // => [2, 4]
 * ```
 */
export abstract class Layer<
  out F extends ShapeFunction = ShapeFunction,
  out D extends DType = DType,
> extends Module {
  /** Exists in types only: how the shape of the output follows from the shape of the input. */
  declare readonly shapes: F;
  /** Exists in types only: the dtype that the output has at least. */
  declare readonly dtypes: D;

  /** The output for `x`, whose shape is checked in types where it is known. Throws what `compute` throws, with the path of the module. */
  forward<const O extends Operand>(
    x: O & shapes.Check<Apply<F, ShapeOf<O>>>,
  ): Tensor<shapes.Result<Apply<F, ShapeOf<O>>>, shapes.Promote<shapes.DTypeOf<O>, D>> {
    return this.compute(x instanceof Tensor ? x : asTensor(x as Operand, dtypeOf(this))) as never;
  }

  /** What the layer computes, on tensors of any shape. */
  protected abstract compute(x: Tensor): Tensor;
}

/** The dtype that numbers have beside the module's parameters: that of the first. */
function dtypeOf(module: Module): DType | undefined {
  const [first] = module.namedParameters().values();
  return first?.dtype;
}
