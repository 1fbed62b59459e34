import { dtypeError, printShape, sameShape, shapeError } from "@chainrule/graph";
import { asTensor, constant, type Operand, primitive, type Tensor, where } from "@chainrule/tensor";

/** Labels as the index of a class, `[…]`, or as a weight for each class, of the predictions' shape. */
export type Labels =
  | { readonly kind: "indices"; readonly indices: Tensor; readonly checked: boolean }
  | { readonly kind: "weights"; readonly weights: Tensor };

/** The axis of the classes: as in PyTorch 1, or 0 where there is only one. */
export function classAxis(name: string, predictions: Tensor, axis: number | undefined): number {
  const { ndim } = predictions;
  if (ndim === 0) throw shapeError(name, "the predictions need an axis of classes; got [].");
  const wanted = axis ?? Math.min(1, ndim - 1);
  if (!Number.isInteger(wanted) || wanted < -ndim || wanted >= ndim) {
    throw shapeError(
      name,
      `the axis of classes must be from ${-ndim} to ${ndim - 1}; got axis ${wanted} of ${printShape(predictions.shape)}.`,
    );
  }
  return wanted < 0 ? wanted + ndim : wanted;
}

/** Labels for `predictions`, whose classes are along `axis`. Indices that were given are checked. */
export function labelsFor(
  name: string,
  given: Operand,
  predictions: Tensor,
  axis: number,
  ignored: number | undefined,
): Labels {
  const labels = asTensor(given, "int32");
  const { shape } = predictions;
  if (sameShape(labels.shape, shape)) {
    return { kind: "weights", weights: labels.cast(predictions.dtype) };
  }
  const withoutClasses = shape.toSpliced(axis, 1);
  if (!sameShape(labels.shape, withoutClasses)) {
    throw shapeError(
      name,
      `labels must be indices of shape ${printShape(withoutClasses)}, or weights of shape ${printShape(shape)}; got ${printShape(labels.shape)} for predictions of ${printShape(shape)}.`,
    );
  }
  if (labels.dtype !== "int32" && labels.dtype !== "uint8") {
    throw dtypeError(
      name,
      `labels that are indices must be int32 or uint8; got ${labels.dtype}; pass the array itself, or cast("int32").`,
    );
  }
  const checked = checkRange(name, labels, shape[axis]!, ignored);
  return { kind: "indices", indices: labels.cast("int32"), checked };
}

/** Throws where a label that was given is no class. Says whether they were given. */
function checkRange(
  name: string,
  labels: Tensor,
  classes: number,
  ignored: number | undefined,
): boolean {
  const { given } = labels.node;
  if (given === null) return false;
  const bad = given.find((label) => (label < 0 || label >= classes) && label !== ignored);
  if (bad === undefined) return true;
  throw new RangeError(`${name}: labels must be from 0 to ${classes - 1}; got ${bad}.`);
}

/** Where each prediction's class is the label. */
export function isLabel(indices: Tensor, predictions: Tensor, axis: number): Tensor {
  return indices.unsqueeze(axis).equal(classesOf(predictions, axis));
}

/** The indices of the classes, along `axis` of `predictions`. */
function classesOf(predictions: Tensor, axis: number): Tensor {
  const length = predictions.shape[axis]!;
  return alongAxis(primitive("iota", [], { length, dtype: "int32" }), predictions, axis);
}

/** One number for each class, where it meets `predictions`. */
export function alongAxis(vector: Tensor, predictions: Tensor, axis: number): Tensor {
  return vector.reshape([-1, ...predictions.shape.slice(axis + 1).map(() => 1)]);
}

/** `losses`, but NaN, rather than a loss of 0, where the label is no class: for labels that cannot be checked before they are computed. */
export function nanWhereNoClass(
  losses: Tensor,
  indices: Tensor,
  classes: number,
  ignored: number | undefined,
): Tensor {
  const known = indices
    .greaterEqual(constant(0, "int32"))
    .and(indices.less(constant(classes, "int32")));
  const valid = ignored === undefined ? known : known.or(indices.equal(ignored));
  return where(valid, losses, constant(NaN, losses.dtype));
}
