import { type DType, isFloating, Node, type Shape, type TypedArray } from "@chainrule/graph";
import { flatten, kindOfNested, type Nested, shapeOfNested } from "./nested.ts";
import { cast, constant, leaf, scalar } from "./operand.ts";
import { arangeNode, eyeNode, fullNode } from "./ops/create.ts";
import { type Operand, Tensor } from "./tensor.ts";
import { asTensor } from "./functions.ts";

export interface CreateOptions {
  readonly dtype?: DType;
}

export function tensor(value: Nested | TypedArray, options: CreateOptions = {}): Tensor {
  if (ArrayBuffer.isView(value)) {
    const dtype = options.dtype ?? dtypeOf(value);
    return Tensor.of(cast(leaf(value.slice(), [value.length], dtypeOf(value)), dtype));
  }
  const dtype = options.dtype ?? (kindOfNested("tensor", value) === "boolean" ? "bool" : "float32");
  return Tensor.of(leaf(flatten("tensor", value, dtype), shapeOfNested(value), dtype));
}

function dtypeOf(array: TypedArray): DType {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Float64Array) return "float64";
  return array instanceof Int32Array ? "int32" : "uint8";
}

/** Adopts `data`, which must not change afterwards. */
export function fromData(data: TypedArray, shape: Shape, dtype: DType = dtypeOf(data)): Tensor {
  return Tensor.of(leaf(data, [...shape], dtype));
}

export function zeros(shape: Shape, options: CreateOptions = {}): Tensor {
  return Tensor.of(fullNode(shape, constant(0, options.dtype ?? "float32")));
}

export function ones(shape: Shape, options: CreateOptions = {}): Tensor {
  return Tensor.of(fullNode(shape, constant(1, options.dtype ?? "float32")));
}

export function full(shape: Shape, value: number | boolean, options: CreateOptions = {}): Tensor {
  const dtype = options.dtype ?? (typeof value === "boolean" ? "bool" : "float32");
  return Tensor.of(fullNode(shape, scalar(Number(value), dtype)));
}

export function zerosLike(x: Operand, options: CreateOptions = {}): Tensor {
  const { shape, dtype } = asTensor(x);
  return zeros(shape, { dtype: options.dtype ?? dtype });
}

export function onesLike(x: Operand, options: CreateOptions = {}): Tensor {
  const { shape, dtype } = asTensor(x);
  return ones(shape, { dtype: options.dtype ?? dtype });
}

export function fullLike(x: Operand, value: number | boolean, options: CreateOptions = {}): Tensor {
  const { shape, dtype } = asTensor(x);
  return full(shape, value, { dtype: options.dtype ?? dtype });
}

export function eye(rows: number, columns: number = rows, options: CreateOptions = {}): Tensor {
  return Tensor.of(eyeNode(rows, columns, options.dtype ?? "float32"));
}

export function arange(start: number, end?: number, step = 1, options: CreateOptions = {}): Tensor {
  const [from, to] = end === undefined ? [0, start] : [start, end];
  return Tensor.of(arangeNode(from, to, step, options.dtype ?? "float32"));
}

export function linspace(
  start: number,
  end: number,
  count = 50,
  options: CreateOptions = {},
): Tensor {
  const dtype = options.dtype ?? "float32";
  if (!Number.isInteger(count) || count < 0)
    throw new RangeError(`linspace: the count must be an integer from 0; got ${count}.`);
  const data = Float64Array.from({ length: count }, (_, i) =>
    i === count - 1 && i > 0 ? end : start + (i * (end - start)) / Math.max(1, count - 1),
  );
  return Tensor.of(
    leaf(isFloating(dtype) && dtype === "float64" ? data : toTyped(data, dtype), [count], dtype),
  );
}

function toTyped(data: Float64Array, dtype: DType): TypedArray {
  if (dtype === "float32") return Float32Array.from(data);
  if (dtype === "int32") return Int32Array.from(data);
  return Uint8Array.from(data, (value) => (dtype === "bool" ? Number(value !== 0) : value));
}

export type { Node };
