import {
  checkArray,
  type DType,
  type Node,
  printShape,
  type Shape,
  shapeError,
  sizeOf,
} from "@chainrule/graph";
import { Methods } from "#methods";
import * as ops from "./ops/elementwise.ts";
import { keep, noteScalar } from "./waiting.ts";
import type { CheckExpected, Expected } from "./shapes/expect.ts";
import type { Nested, Result } from "./shapes/shape.ts";

/** The property that holds a tensor's node: a symbol, so that it is not among what is listed and printed. */
const own: unique symbol = Symbol("node");

/** The fields of a tensor, for `Plain`, which sets them without a constructor. */
interface Holder {
  dtype: DType;
  [own]: Node;
}

/** What an operation takes beside a tensor: a tensor, a number or boolean, or nested arrays of them. */
export type Operand = Tensor | Nested;

/**
 * An array of numbers with a shape and a dtype, given or still to be computed: a node of a graph. Methods build further nodes, and
 * check shapes and dtypes at once; reading a value (`item`, `toArray`, `data`, `read`) compiles and runs what it needs.
 *
 * Shape and dtype are type parameters: `Tensor<[3, 4], "float32">`. A length that is known only at run time is `number`, and a plain
 * `Tensor` is any tensor. Tensors are made by `tensor`, `zeros`, `rand` and the like, never with `new`.
 *
 * ```ts
 * import { tensor } from "@chainrule/tensor";
 *
 * const x = tensor([[1, 2], [3, 4]]); // Tensor<[2, 2], "float32">
 * const y = x.matmul(x).add([10, 20]).relu();
 * y.shape; // => [2, 2]
 * y.toArray(); // => [[17, 30], [25, 42]]
 * ```
 */
export class Tensor<out S extends Shape = Shape, out D extends DType = DType> extends Methods<
  S,
  D
> {
  /** @internal Of a parameter or state, whose node is another one after each assignment. */
  protected constructor(dtype: D) {
    super(dtype);
  }

  /**
   * The tensor that stands for `node`: for packages that work on the graph.
   *
   * ```ts
   * import { Tensor, tensor } from "@chainrule/tensor";
   *
   * Tensor.of(tensor([1, 2]).node); // => [1, 2]
   * ```
   */
  static of(node: Node): Tensor {
    noteScalar(node);
    return new Plain(node);
  }

  /** The node of the graph that this stands for. */
  override get node(): Node {
    return (this as unknown as Holder)[own];
  }

  protected override wrap<R extends Shape, E extends DType>(node: Node): Tensor<R, E> {
    return tensorOf(node);
  }

  /**
   * The number of axes.
   *
   * ```ts
   * import { zeros } from "@chainrule/tensor";
   *
   * zeros([2, 3]).ndim; // => 2
   * ```
   */
  get ndim(): S["length"] {
    return this.shape.length;
  }

  /**
   * The number of elements.
   *
   * ```ts
   * import { zeros } from "@chainrule/tensor";
   *
   * zeros([2, 3]).size; // => 6
   * ```
   */
  get size(): number {
    return sizeOf(this.shape);
  }

  /**
   * The elements as another dtype: to integers truncated toward zero and wrapped, to bool whether they are not 0. The gradient
   * passes between floating dtypes, and stops at others.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1.7, -1.7]).cast("int32"); // => [1, -1]
   * ```
   */
  cast<const E extends DType>(dtype: E): Tensor<S, E> {
    return this.wrap(ops.cast(this.node, dtype));
  }

  /**
   * The same value with no graph behind it: no gradient passes, and what it was computed from is forgotten as soon as it is
   * computed.
   *
   * ```ts
   * import { tensor } from "@chainrule/tensor";
   *
   * tensor([1, 2]).exp().detach().node.stateful; // => false
   * ```
   */
  detach(): Tensor<S, D> {
    return this.wrap(ops.detach(this.node));
  }

  /**
   * Has the next run compute this tensor along with whatever it computes, so that it can be read after a parameter it was built on
   * has changed. (Scalars, such as losses, need no `keep`.) Returns the tensor itself. A loop that carries a tensor on keeps it as well, or each round
   * computes all rounds before it again: `state = next(state).detach().keep()`.
   *
   * ```ts
   * import { Parameter } from "@chainrule/tensor";
   *
   * const weights = new Parameter([1, 2]);
   * const before = weights.mul(10).keep();
   * weights.assign([5, 5]);
   * weights.toArray(); // => [5, 5]
   * before; // => [10, 20]
   * ```
   */
  keep(): this {
    keep(this.node);
    return this;
  }

  /**
   * This tensor, with a type that says its shape: checks at run time that the shape is `shape`, where −1 stands for any length.
   * Throws `ShapeError` where it is not.
   *
   * ```ts
   * import { type Tensor, zeros } from "@chainrule/tensor";
   *
   * const loaded: Tensor = zeros([32, 784]);
   * const images = loaded.expect([-1, 784]); // Tensor<[number, 784]>
   * images.matmul(zeros([784, 10])).shape; // => [32, 10]
   * ```
   */
  expect<T extends Tensor, const W extends readonly number[]>(
    this: T,
    shape: W & CheckExpected<T["shape"], W>,
  ): Tensor<Result<Expected<T["shape"], W>>, T["dtype"]> {
    checkArray("expect", shape);
    const fits =
      shape.length === this.shape.length &&
      shape.every((length, axis) => length === -1 || length === this.shape[axis]);
    if (!fits) {
      throw shapeError(
        "expect",
        `the shape must be ${printShape(shape)}; got ${printShape(this.shape)}.`,
      );
    }
    return this as unknown as Tensor<Result<Expected<T["shape"], W>>, T["dtype"]>;
  }
}

/**
 * Makes the tensors of nodes, as `new Tensor` would: every operation makes one, and on the way through the constructors of all families of methods it
 * would take V8 seven times as long.
 */
const Plain = function (this: Holder, node: Node): void {
  this.dtype = node.dtype;
  this[own] = node;
} as unknown as { new (node: Node): Tensor; prototype: Tensor };
Plain.prototype = Tensor.prototype;

/** The tensor of a node that was just built, of the type that the caller's signature states. */
export function tensorOf<S extends Shape, D extends DType>(node: Node): Tensor<S, D> {
  return Tensor.of(node) as Tensor<S, D>;
}
