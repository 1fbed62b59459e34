import { printShape, sameShape, shapeError } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { Module } from "#module";
import type { Member } from "./bare-module.ts";
import type { Links, ResidualShape } from "./shape-function.ts";

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
export class Residual<const out L extends readonly Module[]> extends Layer<ResidualShape<L>> {
  /** The layers, in order. */
  readonly layers: L;

  constructor(...layers: Links<L>) {
    super();
    this.layers = layers as readonly unknown[] as L;
  }

  override describe(): string {
    return "Residual";
  }

  protected override members(): [name: string, member: Member][] {
    return this.layers.map((layer, i) => [String(i), layer]);
  }

  protected compute(x: Tensor): Tensor {
    let value: unknown = x;
    for (const layer of this.layers) value = layer.forward(value as never);
    const y = value as Tensor;
    if (!sameShape(x.shape, y.shape)) {
      throw shapeError(
        "forward",
        `the layers must keep the shape; got ${printShape(y.shape)} of ${printShape(x.shape)}.`,
      );
    }
    return x.add(y);
  }
}
