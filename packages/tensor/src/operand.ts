import {
  type DType,
  dtypeError,
  isFloating,
  Node,
  promote,
  type Shape,
  Storage,
  type TypedArray,
  allocate,
} from "@chainrule/graph";
import { isOurs } from "./brand.ts";
import { describe, flatten, kindOfNested, type Nested, shapeOfNested } from "./nested.ts";

/** What carries a node: a tensor, seen from below. */
export interface Valued {
  readonly node: Node;
}

/** What an operation on nodes takes as an operand. */
export type Input = Node | Valued | Nested;

/** A leaf that holds `data`, which must not change afterwards. */
export function leaf(data: TypedArray, shape: Shape, dtype: DType): Node {
  return Node.leaf(shape, dtype, Storage.of(dtype, data));
}

/** A leaf that holds one number: an input of programs, never part of their structure. */
export function scalar(value: number, dtype: DType): Node {
  const data = allocate(dtype, 1);
  data[0] = dtype === "bool" ? Number(value !== 0) : value;
  return leaf(data, [], dtype);
}

/** A number that is part of a program's structure: a composite's own, such as relu's 0. */
export function constant(value: number, dtype: DType): Node {
  return Node.apply("constant", [], { value, dtype });
}

/** int32 of one axis, as the starts of a slice. */
export function vector(values: readonly number[]): Node {
  return leaf(new Int32Array(values), [values.length], "int32");
}

const integers = { uint8: [0, 255], int32: [-(2 ** 31), 2 ** 31 - 1] } as const;

/** The dtype that a number of no dtype takes beside `like`. */
function weak(kind: "boolean" | "integer" | "number", like: DType | null): DType {
  if (like === null) return kind === "boolean" ? "bool" : "float32";
  if (kind === "boolean" || isFloating(like)) return like;
  if (kind === "number") return "float32";
  return like === "bool" ? "int32" : like;
}

function checkFits(name: string, value: number, dtype: DType): void {
  if (dtype !== "uint8" && dtype !== "int32") return;
  const [low, high] = integers[dtype];
  if (value < low || value > high) {
    throw dtypeError(name, `${value} does not fit ${dtype}; cast the tensor first.`);
  }
}

/** The node of an operand of `name`. A number or nested arrays are a leaf, of the dtype they take beside `like`. */
export function asNode(input: Input, like: DType | null = null, name = "tensor"): Node {
  if (typeof input === "object" && input !== null) {
    // Tensors first, which are by far the most.
    if (isOurs(input)) return (input as Valued).node;
    if (input instanceof Node) return input;
  }
  if (typeof input === "number") {
    const dtype = weak(Number.isInteger(input) ? "integer" : "number", like);
    checkFits(name, input, dtype);
    return scalar(input, dtype);
  }
  if (typeof input === "boolean") return scalar(Number(input), weak("boolean", like));
  if (Array.isArray(input)) {
    const nested = input as Nested;
    const dtype = weak(kindOfNested(name, nested), like);
    return leaf(flatten(name, nested, dtype), shapeOfNested(nested), dtype);
  }
  throw dtypeError(name, `needs a tensor, numbers or booleans; got ${describe(input)}.`);
}

/** Whether an operand takes its dtype from the other one. */
function isWeak(input: Input): boolean {
  return typeof input !== "object" || Array.isArray(input);
}

/** Both operands of `name` as nodes of one dtype. */
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
