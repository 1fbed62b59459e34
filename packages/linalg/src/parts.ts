import { arange, constant, type DType, type Tensor, where } from "@chainrule/tensor";
import { pad, slice } from "@chainrule/tensor/functional";

/** Rows `from` to `to` of matrices. */
export function rows(x: Tensor, from: number, to: number): Tensor {
  return part(x, -2, from, to);
}

/** Columns `from` to `to` of matrices. */
export function columns(x: Tensor, from: number, to: number): Tensor {
  return part(x, -1, from, to);
}

function part(x: Tensor, axis: -2 | -1, from: number, to: number): Tensor {
  const { shape } = x;
  const at = shape.length + axis;
  if (from === 0 && to === shape[at]) return x;
  const starts = shape.map((_, i) => (i === at ? from : 0));
  return slice(x, starts, shape.with(at, to)) as Tensor;
}

/** Matrices below as many rows of zeros. */
export function below(x: Tensor, zeros: number): Tensor {
  if (zeros === 0) return x;
  const widths = x.shape.map((_, i) => [i === x.ndim - 2 ? zeros : 0, 0] as const);
  return pad(x, widths) as Tensor;
}

/** The numbers of n rows, `[n, 1]`. */
export function rowNumbers(n: number): Tensor {
  return columnNumbers(n).reshape([n, 1]) as Tensor;
}

/** The numbers of n columns, `[n]`. */
export function columnNumbers(n: number): Tensor {
  return arange(n, { dtype: "int32" });
}

/** Which diagonal each element of m × n matrices lies on: 0 is the main one, those above it are positive. */
export function diagonals(m: number, n: number): Tensor {
  return columnNumbers(n).sub(rowNumbers(m)) as Tensor;
}

/** Matrices where `kept` holds, and 0 elsewhere, whatever stands there. */
export function only(kept: Tensor, x: Tensor): Tensor {
  return where(kept, x, constant(0, x.dtype)) as Tensor;
}

/** Matrices on and below a diagonal, and 0 above it. */
export function lower(x: Tensor, diagonal: number = 0): Tensor {
  return only(onDiagonals(x).lessEqual(diagonal), x);
}

/** Matrices on and above a diagonal, and 0 below it. */
export function upper(x: Tensor, diagonal: number = 0): Tensor {
  return only(onDiagonals(x).greaterEqual(diagonal), x);
}

/** Matrices with ones on the diagonal. */
export function withUnitDiagonal(x: Tensor): Tensor {
  return where(onDiagonals(x).equal(0), constant(1, x.dtype), x) as Tensor;
}

/** The main diagonals of matrices, `[…, n]`. */
export function diagonalOf(x: Tensor): Tensor {
  return only(onDiagonals(x).equal(0), x).sum(-1) as Tensor;
}

function onDiagonals({ shape }: Tensor): Tensor {
  return diagonals(shape.at(-2)!, shape.at(-1)!);
}

/** m × n matrices with ones on the diagonal, and no batch. */
export function identity(m: number, n: number, dtype: DType): Tensor {
  return diagonals(m, n).equal(0).cast(dtype) as Tensor;
}

export function transposed(x: Tensor): Tensor {
  return x.matrixTranspose() as Tensor;
}
