import {
  type DType,
  dtypeError,
  isFloating,
  kindOf,
  Node,
  promote,
  type Shape,
  Storage,
  type TypedArray,
  allocate,
} from "@chainrule/graph";
import { isOurs } from "./brand.ts";
import { elements, kindOfNested, type Nested, shapeOfNested, store } from "./nested.ts";

/** What has a node: a tensor, as this file knows it, which `tensor.ts` imports. */
export interface HasNode {
  readonly node: Node;
}

/** What an operation on nodes takes as an operand. */
export type Input = Node | HasNode | Nested;

/** A leaf that holds `data`, which must not change afterwards. */
export function leaf(data: TypedArray, shape: Shape, dtype: DType): Node {
  return Node.leaf(shape, dtype, Storage.of(dtype, data));
}

/** A leaf that holds one number: an input of programs, never part of their structure. */
export function scalar(value: number, dtype: DType, name = "tensor"): Node {
  const data = allocate(dtype, 1);
  store(name, value, data, 0, dtype);
  return leaf(data, [], dtype);
}

/** A leaf that holds the elements of nested arrays, or a single one. */
export function nestedLeaf(name: string, value: Nested, dtype: DType): Node {
  return leaf(elements(name, value, dtype), shapeOfNested(value), dtype);
}

/** A number that is part of a program's structure: a composite's own, such as relu's 0. */
export function constant(value: number, dtype: DType): Node {
  return Node.apply("constant", [], { value, dtype });
}

/** int32 of one axis, as the starts of a slice. */
export function vector(values: readonly number[]): Node {
  return leaf(new Int32Array(values), [values.length], "int32");
}

/** The dtype that JavaScript numbers take beside a tensor of dtype `like`, or on their own. */
function weakDType(kind: "boolean" | "integer" | "number", like: DType | null): DType {
  if (like === null) return kind === "boolean" ? "bool" : "float32";
  if (kind === "boolean" || isFloating(like)) return like;
  if (kind === "number") return "float32";
  return like === "bool" ? "int32" : like;
}

/** The node of an operand of the operation `name`. A number or nested arrays become a leaf, of the dtype they take beside a tensor of dtype `like`. */
export function asNode(input: Input, like: DType | null = null, name = "tensor"): Node {
  if (typeof input === "object" && input !== null) {
    // Most operands are tensors.
    if (isOurs(input)) return (input as HasNode).node;
    if (input instanceof Node) return input;
  }
  if (typeof input === "number") {
    return scalar(input, weakDType(Number.isInteger(input) ? "integer" : "number", like), name);
  }
  if (typeof input === "boolean" || Array.isArray(input)) {
    const nested = input as Nested;
    return nestedLeaf(name, nested, weakDType(kindOfNested(name, nested), like));
  }
  throw dtypeError(name, `needs a tensor, numbers or booleans; got ${kindOf(input)}.`);
}

/** Whether an operand takes its dtype from the other one: numbers and nested arrays do. */
function isWeak(input: Input): boolean {
  return typeof input !== "object" || Array.isArray(input);
}

/** Both operands of the operation `name` as nodes of one dtype, to which they are promoted. */
export function pair(name: string, a: Input, b: Input): [Node, Node] {
  let x: Node;
  let y: Node;
  if (isWeak(a)) {
    y = asNode(b, null, name);
    x = asNode(a, isWeak(b) ? null : y.dtype, name);
  } else {
    x = asNode(a, null, name);
    y = asNode(b, x.dtype, name);
  }
  if (x.dtype === y.dtype) return [x, y];
  const dtype = promote(x.dtype, y.dtype);
  return [cast(x, dtype), cast(y, dtype)];
}

/** Conversion to `dtype`; the node itself where it has it. */
export function cast(x: Node, dtype: DType): Node {
  return x.dtype === dtype ? x : Node.apply("cast", [x], { dtype });
}

/** `x` as it is where its dtype is floating, else as float32. */
export function toFloating(x: Node): Node {
  return isFloating(x.dtype) ? x : cast(x, "float32");
}
