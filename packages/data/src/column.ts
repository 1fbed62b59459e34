import {
  allocate,
  type DType,
  dtypeOfArray,
  type Shape,
  sizeOf,
  type TypedArray,
} from "@chainrule/graph";
import { asTensor, fromData, operation, type Operand, type Tensor } from "@chainrule/tensor";

/** Data on the host: rows of equal shape, one after the other. */
export interface Column {
  readonly data: TypedArray;
  readonly dtype: DType;
  /** The shape of one row. */
  readonly row: Shape;
  /** How many elements a row has. */
  readonly width: number;
  /** How many rows there are. */
  readonly length: number;
}

function dtypeOf(what: string, data: TypedArray): DType {
  const dtype = dtypeOfArray(data);
  if (dtype !== undefined) return dtype;
  throw new TypeError(
    `${what} must be a Float32Array, Float64Array, Int32Array, Uint8Array or a tensor; got ${(data as object).constructor.name}.`,
  );
}

/** The rows of `field`, which errors call `what`: a typed array has one element a row, a tensor or a nested array one row for each index of its first axis. Numbers in plain arrays take the dtype `like`. */
export function column(what: string, field: Operand | TypedArray, like?: DType): Column {
  if (ArrayBuffer.isView(field)) {
    return { data: field, dtype: dtypeOf(what, field), row: [], width: 1, length: field.length };
  }
  const tensor: Tensor = operation(what, () => asTensor(field, like));
  const [length, ...row] = tensor.shape;
  if (length === undefined) {
    throw new Error(`${what} must have a first axis; got a scalar.`);
  }
  // The elements of a given tensor are already on the host, where nobody changes them: they need no copy.
  const data = tensor.node.value?.host ?? tensor.data();
  return { data, dtype: tensor.dtype, row, width: sizeOf(row), length };
}

/** The rows `indices` of a column, as a new tensor. */
export function gather({ data, dtype, row, width }: Column, indices: Int32Array): Tensor {
  const rows = allocate(dtype, indices.length * width);
  if (width === 1) {
    for (let i = 0; i < indices.length; i++) rows[i] = data[indices[i]!]!;
  } else {
    for (let i = 0; i < indices.length; i++) {
      const from = indices[i]! * width;
      rows.set(data.subarray(from, from + width), i * width);
    }
  }
  return fromData(rows, [indices.length, ...row], dtype);
}
