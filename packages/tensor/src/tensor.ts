import { type DType, Node, type Shape, shapeError, printShape, sizeOf } from "@chainrule/graph";
import { ReadingMethods } from "./methods/reading.ts";
import type { Nested } from "./nested.ts";
import { built, keep } from "./run.ts";

/** What an operation takes beside a tensor: a tensor, a number, or nested arrays. */
export type Operand = Tensor | Nested;

export class Tensor<
  out S extends Shape = Shape,
  out D extends DType = DType,
> extends ReadingMethods<S, D> {
  readonly #node: Node | null;

  /** @internal */
  protected constructor(node: Node | null, shape: S, dtype: D) {
    super(shape, dtype);
    this.#node = node;
    if (node !== null) built(node);
  }

  /** The tensor that stands for `node`. */
  static of(node: Node): Tensor {
    return new Tensor(node, node.shape, node.dtype);
  }

  override get node(): Node {
    return this.#node!;
  }

  protected override wrap(node: Node): Tensor {
    return new Tensor(node, node.shape, node.dtype);
  }

  get ndim(): number {
    return this.shape.length;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  keep(): this {
    keep(this.node);
    return this;
  }

  expect<const W extends readonly number[]>(shape: W): Tensor<[...W], D> {
    const fits =
      shape.length === this.shape.length &&
      shape.every((length, axis) => length === -1 || length === this.shape[axis]);
    if (!fits) {
      throw shapeError(
        "expect",
        `the shape must be ${printShape(shape)}; got ${printShape(this.shape)}.`,
      );
    }
    return this as unknown as Tensor<[...W], D>;
  }
}
