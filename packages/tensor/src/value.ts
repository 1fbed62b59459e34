import type { DType, Node, Shape } from "@chainrule/graph";
import { brand, copy } from "./brand.ts";
import type { Tensor } from "./tensor.ts";

/** What every family of methods stands on: a node with a shape and a dtype. */
export abstract class Value<out S extends Shape = Shape, out D extends DType = DType> {
  /** The lengths of the axes, outermost first. */
  readonly shape: S;
  /** The element type. */
  readonly dtype: D;

  /** @internal */
  constructor(shape: S, dtype: D) {
    this.shape = shape;
    this.dtype = dtype;
  }

  /** The node of the graph that this stands for: of a parameter or state, its newest version's. */
  abstract get node(): Node;

  /** @internal The tensor of a node that was just built, of the type that the caller's signature states. */
  protected abstract wrap<R extends Shape, E extends DType>(node: Node): Tensor<R, E>;

  // Not a field: one mark on the prototype serves all tensors of this copy of the package.
  static {
    Object.defineProperty(this.prototype, brand, { value: copy });
  }
}
