import {
  broadcastShapes,
  isFloating,
  printShape,
  promote,
  type Shape,
  shapeError,
} from "@chainrule/graph";
import { asTensor, type Operand, type Tensor } from "@chainrule/tensor";

/** Matrices `[…, m, n]` of floating numbers; integers become float32. Throws where there are fewer axes than two. */
export function matricesOf(name: string, x: Operand): Tensor {
  const matrices = floating(asTensor(x));
  if (matrices.ndim >= 2) return matrices;
  throw shapeError(name, `needs matrices, [..., m, n]; got ${printShape(matrices.shape)}.`);
}

/** As `matricesOf`, of as many rows as columns. */
export function squareOf(name: string, x: Operand): Tensor {
  const matrices = matricesOf(name, x);
  if (matrices.shape.at(-2) === matrices.shape.at(-1)) return matrices;
  throw shapeError(name, `matrices must be square; got ${printShape(matrices.shape)}.`);
}

/** Two sides of equations, of one dtype: matrices, whose batches broadcast, and how what is found is given back. */
export interface Equations {
  readonly a: Tensor;
  readonly b: Tensor;
  /** The axes of both before those of the matrices, together. */
  readonly batch: Shape;
  /** Whether what was given on the right was one vector. */
  readonly isVector: boolean;
}

/** The equations of matrices `a` and what stands right of them: one vector `[m]`, or matrices `[…, m, k]`. Throws where they do not fit. */
export function equationsOf(name: string, matrices: Tensor, right: Operand): Equations {
  const given = asTensor(right);
  const dtype = promote(matrices.dtype, given.dtype);
  const { shape } = matrices;
  if (given.ndim === 0) {
    throw shapeError(name, `a right side needs at least one axis; got [].`);
  }
  const isVector = given.ndim === 1;
  const b = (isVector ? given.reshape([given.size, 1]) : given).cast(dtype) as Tensor;
  if (shape.at(-2) !== b.shape.at(-2)) {
    throw shapeError(
      name,
      `both sides must have the same number of rows; got ${printShape(shape)} and ${printShape(given.shape)}.`,
    );
  }
  const batch = broadcastShapes(shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch === null) {
    throw shapeError(
      name,
      `leading axes must broadcast; got ${printShape(shape)} and ${printShape(given.shape)}.`,
    );
  }
  return { a: matrices.cast(dtype) as Tensor, b, batch, isVector };
}

/** What solves equations, without the axis that a vector had gained. */
export function solutionOf(x: Tensor, { isVector }: Equations): Tensor {
  return isVector ? (x.reshape(x.shape.slice(0, -1)) as Tensor) : x;
}

/** Matrices, once for each of a batch. */
export function expanded(x: Tensor, batch: Shape): Tensor {
  return x.expand([...batch, ...x.shape.slice(-2)]) as Tensor;
}

function floating(x: Tensor): Tensor {
  return isFloating(x.dtype) ? x : x.cast("float32");
}
