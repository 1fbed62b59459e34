import type { Module } from "#module";
import { LayerList } from "./layer-list.ts";
import type { SequentialShape } from "./shape-function.ts";

/**
 * Layers one after the other: each takes what the one before gives, which the type checker checks link by link.
 *
 * Any `Module` of one input can be a layer. They are named by their places: `0.weight`, and `Sequential[2]` in errors.
 *
 * As PyTorch's `Sequential`.
 *
 * ```ts
 * import { Affine, ReLU, Sequential } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * const model = new Sequential(new Affine(4, 8), new ReLU(), new Affine(8, 3));
 * model.forward(ones([2, 4])).shape; // => [2, 3]
 * model.parameters().length; // => 4
 * model.layers[0].weight.shape; // => [4, 8]
 * ```
 */
export class Sequential<out L extends readonly Module[] = readonly Module[]> extends LayerList<
  L,
  SequentialShape<L>
> {
  override describe(): string {
    return "Sequential";
  }
}
