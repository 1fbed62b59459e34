import type { DType, TypedArray } from "./dtype.ts";
import { infer } from "./infer.ts";
import type { Attributes, Inputs, Primitive } from "./primitives.ts";
import { currentScope, type Debug } from "./scope.ts";
import { printShape, type Shape, sizeOf } from "./shape.ts";
import type { Storage } from "./storage.ts";
import type { Variable } from "./variable.ts";
import { watching } from "./watch.ts";

let nodes = 0;

/** The inputs and the attributes of every leaf. */
const nothing: readonly Node[] = [];
const none = {};

/** Throws unless `value` can be that of a leaf. */
export function checkValue(value: Storage, shape: Shape, dtype: DType): void {
  if (value.length === sizeOf(shape) && value.dtype === dtype) return;
  throw new Error(
    `leaf: a value of ${dtype} ${printShape(shape)} needs ${sizeOf(shape)} elements; got ${value.length} of ${value.dtype}.`,
  );
}

/**
 * A value in a graph. A *leaf* is given: it has a storage, and a variable when it is one of that variable's versions. Every other
 * node is a primitive applied to inputs, and gets a storage when it is computed.
 *
 * ```ts
 * import { Node, Storage } from "@chainrule/graph";
 *
 * const x = Node.leaf([2, 3], "float32", Storage.of("float32", new Float32Array(6)));
 * const y = Node.apply("sum", [x], { axes: [1] });
 * y.shape; // => [2]
 * y.inputs[0] === x; // => true
 * y.value; // => null
 * ```
 */
export class Node<out P extends Primitive = Primitive> {
  /** Grows with time: the inputs of a node have smaller ones than the node. */
  readonly id: number = nodes++;
  /** `null` for a leaf. */
  readonly primitive: P | null;
  /** What the primitive is told besides its inputs. */
  readonly attributes: Attributes<P>;
  /** The shape of the value. */
  readonly shape: Shape;
  /** The dtype of the value. */
  readonly dtype: DType;
  /** Set for a version of a variable: a leaf, or what `tried` makes. */
  readonly variable: Variable | null;
  /** Whether the node is, or is built on, a leaf of a variable, which may be replaced. */
  readonly stateful: boolean;
  /** What the user was doing when the node was built. */
  readonly debug: Debug;
  /** The elements: of a leaf (lost when its version is replaced), or of a node once computed. */
  value: Storage | null;
  /** The number of the last walk that met the node. Only walks and captures use this and `place`. */
  mark = 0;
  /** The node's number in the last capture. */
  place = 0;
  #inputs: readonly Node[];
  #forgotten = false;

  private constructor(
    primitive: P | null,
    attributes: Attributes<P>,
    inputs: readonly Node[],
    shape: Shape,
    dtype: DType,
    value: Storage | null,
    variable: Variable | null,
  ) {
    this.primitive = primitive;
    this.attributes = attributes;
    this.#inputs = inputs;
    this.shape = shape;
    this.dtype = dtype;
    this.value = value;
    this.variable = variable;
    let stateful = variable !== null && primitive === null;
    for (let i = 0; i < inputs.length; i++) stateful ||= inputs[i]!.stateful;
    this.stateful = stateful;
    this.debug = currentScope();
    watching()?.announce(this);
  }

  /** A given value. Throws unless the storage has the dtype, and as many elements as the shape. */
  static leaf(shape: Shape, dtype: DType, value: Storage, variable: Variable | null = null): Node {
    checkValue(value, shape, dtype);
    return new this(null, none, nothing, shape, dtype, value, variable);
  }

  /** `primitive` applied to `inputs`. Throws `ShapeError` or `DTypeError` when they do not fit. */
  static apply<P extends Primitive>(
    primitive: P,
    inputs: Inputs<P, Node>,
    attributes: Attributes<P>,
  ): Node<P> {
    const { shape, dtype } = infer(primitive, inputs, attributes);
    return new this(primitive, attributes, inputs, shape, dtype, null, null);
  }

  /** The version of a variable that an assignment would make, while it is only tried. As a leaf, it has no graph behind it for gradients. */
  static tried(variable: Variable, assigned: Node): Node {
    const { shape, dtype } = assigned;
    return new this("identity", { marker: "detach" }, [assigned], shape, dtype, null, variable);
  }

  /** What the primitive is applied to; empty for a leaf, and after `forget`. */
  get inputs(): readonly Node[] {
    return this.#inputs;
  }

  /** Elements that were given, and that nothing changes: neither computed nor those of a variable, wherever they are by now. */
  get given(): TypedArray | null {
    return this.variable === null && this.value?.given ? this.value.host : null;
  }

  /** Whether the node was computed and then lost its inputs, because a version it was built on was replaced. */
  get forgotten(): boolean {
    return this.#forgotten;
  }

  /** Whether the node is a `detach`: no gradient passes it, and what is behind it is forgotten once it is computed. */
  get isDetach(): boolean {
    return (
      this.primitive === "identity" &&
      (this.attributes as Attributes<"identity">).marker === "detach"
    );
  }

  /** Lets go of the inputs of a computed node, which is from then on a given value. Throws where it was not computed. */
  forget(): void {
    if (this.value === null) throw new Error("forget: the node has no value.");
    this.#inputs = nothing;
    this.#forgotten = true;
  }

  /** Another node with the same value, without a graph behind it. */
  static detached(of: Node & { readonly value: Storage }): Node {
    return this.leaf(of.shape, of.dtype, of.value);
  }
}
