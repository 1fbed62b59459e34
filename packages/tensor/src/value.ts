import type { DType, Node, Shape } from "@chainrule/graph";
import { brand, copy } from "./brand.ts";
import type { Tensor } from "./tensor.ts";

/** What every family of methods stands on: a node with a shape and a dtype. */
export abstract class Value<out S extends Shape = Shape, out D extends DType = DType> {
  /** The element type. */
  readonly dtype: D;

  /** @internal */
  constructor(dtype: D) {
    this.dtype = dtype;
  }

  /** The lengths of the axes, outermost first: a new array each time, so that what changes it changes no tensor. */
  get shape(): S {
    return [...this.node.shape] as Shape as S;
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
