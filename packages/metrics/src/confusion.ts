import { asTensor, constant, type Operand, primitive, type Tensor, where } from "@chainrule/tensor";
import { areClasses, counted, labelsFor, sumsBy } from "./labels.ts";
import { predictedBy } from "./predictions.ts";

/** Throws where `classes` is no number of classes. */
export function checkClasses(name: string, classes: number): void {
  if (Number.isInteger(classes) && classes > 0) return;
  throw new RangeError(`${name}: classes must be an integer from 1; got ${classes}.`);
}

/**
 * How often each label is predicted as each class, `[C, C]` of int32 with a row for each label, and how many examples there are. An example whose label, or prediction, is computed and
 * is no class is in no row. One whose label is `ignored` is not counted.
 */
export function confusionOf(
  name: string,
  predictions: Operand,
  given: Operand,
  wanted: number | undefined,
  ignored?: number,
): readonly [matrix: Tensor, seen: Tensor] {
  if (wanted !== undefined) checkClasses(name, wanted);
  const { predicted, classes } = predictedBy(name, predictions, wanted);
  if (classes === null) {
    throw new TypeError(`${name}: predictions of shape [N] need { classes }, how many there are.`);
  }
  const labels = labelsFor(name, given, asTensor(predictions), classes, ignored);
  const cells = labels.mul(constant(classes, "int32")).add(predicted);
  const known = areClasses(labels, classes).and(areClasses(predicted, classes));
  const [ones, seen] = counted(constant(1).expand(labels.shape), labels, ignored);
  const places = where(known, cells, constant(-1, "int32"));
  const counts = sumsBy(places, ones.cast("int32"), classes * classes);
  return [counts.reshape([classes, classes]), seen];
}

/** What is right of each class, and how often each is predicted and is the label: `[C]` each. */
export interface Outcomes {
  readonly right: Tensor;
  readonly predicted: Tensor;
  readonly labelled: Tensor;
}

/** What a confusion matrix says of each class, in the dtype of `seen`: NaN where an example is in no row. */
export function outcomesOf(matrix: Tensor, seen: Tensor): Outcomes {
  const counts = knownCounts(matrix, seen);
  const classes = { length: matrix.shape[0]!, dtype: "int32" } as const;
  const index = primitive("iota", [], classes);
  const zero = constant(0, counts.dtype);
  return {
    right: where(index.unsqueeze(1).equal(index), counts, zero).sum(1),
    predicted: counts.sum(0),
    labelled: counts.sum(1),
  };
}

/** The counts of a confusion matrix in the dtype of `seen`, NaN where an example is in no row. */
export function knownCounts(matrix: Tensor, seen: Tensor): Tensor {
  const counts = matrix.cast(seen.dtype);
  return where(counts.sum().equal(seen), counts, constant(NaN, seen.dtype));
}

/** `x / y`, and 0 where `y` is 0. */
export function ratioOrZero(x: Tensor, y: Tensor): Tensor {
  const none = y.equal(constant(0, y.dtype));
  const zero = constant(0, y.dtype);
  return where(none, zero, x.div(where(none, constant(1, y.dtype), y)));
}
