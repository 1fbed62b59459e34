import { asTensor, type Operand, type Shape, type Tensor } from "@chainrule/tensor";
import { Module } from "./module.ts";
import type { Apply, Check, Fitting, ShapeFunction } from "./shape-function.ts";

type ShapeOf<O> = O extends { readonly shape: infer S extends Shape } ? S : Shape;

/**
 * A module of one input and one output whose shape the type system knows: `F` says which shape it makes of which.
 *
 * Extend it with a `compute` on plain tensors; `forward` checks the shape in types and takes numbers and nested arrays too.
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
export abstract class Layer<out F extends ShapeFunction = ShapeFunction> extends Module {
  /** Exists in types only: how the shape of the output follows from the shape of the input. */
  declare readonly shapes: F;

  forward<const O extends Operand>(
    x: O & Check<Apply<F, ShapeOf<O>>>,
  ): Tensor<Fitting<Apply<F, ShapeOf<O>>>> {
    return this.compute(asTensor(x as Operand)) as Tensor<Fitting<Apply<F, ShapeOf<O>>>>;
  }

  /** What the layer computes, on tensors of any shape. */
  protected abstract compute(x: Tensor): Tensor;
}
