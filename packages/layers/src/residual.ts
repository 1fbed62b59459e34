import { printShape, sameShape, shapeError } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import type { Module } from "#module";
import { LayerList } from "./layer-list.ts";
import type { ResidualShape } from "./shape-function.ts";

/**
 * `x + f(x)`, where `f` is the layers one after the other, which must keep the shape. They are named by their places, as in `Sequential`.
 *
 * Source: He et al. 2015, "Deep residual learning".
 *
 * @throws A `ShapeError` if the layers change the shape.
 *
 * ```ts
 * import { Affine, ReLU, Residual } from "@chainrule/layers";
 *
 * const block = new Residual(new Affine(2, 8), new ReLU(), new Affine(8, 2));
 * block.forward([[1, 2]]).shape; // => [1, 2]
 * ```
 */
export class Residual<const out L extends readonly Module[] = readonly Module[]> extends LayerList<
  L,
  ResidualShape<L>
> {
  override describe(): string {
    return "Residual";
  }

  protected override compute(x: Tensor): Tensor {
    const y = super.compute(x);
    if (!sameShape(x.shape, y.shape)) {
      throw shapeError(
        "forward",
        `the layers must keep the shape; got ${printShape(y.shape)} of ${printShape(x.shape)}.`,
      );
    }
    return x.add(y);
  }
}
