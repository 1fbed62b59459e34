import { checkKinds } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import type { Module } from "#module";
import { BareModule } from "./bare-module.ts";
import { Layer } from "./layer.ts";
import type { Links, ShapeFunction } from "./shape-function.ts";

/** Layers one after the other, which are named by their places. */
export abstract class LayerList<
  out L extends readonly Module[],
  out F extends ShapeFunction,
> extends Layer<F> {
  /** The layers, in order. */
  readonly layers: L;

  constructor(...layers: Links<L>) {
    super();
    checkKinds(this.describe(), "layer", layers, BareModule, "a module");
    this.layers = layers as readonly unknown[] as L;
  }

  protected override nameOf(path: string): string {
    return path.replace(/^layers\./, "");
  }

  /** What the last layer gives. */
  protected compute(x: Tensor): Tensor {
    let value: unknown = x;
    for (const layer of this.layers) value = layer.forward(value as never);
    return value as Tensor;
  }
}
