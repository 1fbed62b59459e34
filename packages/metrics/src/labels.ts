import { dtypeError, printShape, sameShape, shapeError } from "@chainrule/graph";
import { asTensor, constant, type Operand, primitive, type Tensor, where } from "@chainrule/tensor";

/** The dtypes that classes have. */
const integers: readonly string[] = ["int32", "uint8", "bool"];

/** What metrics that count labels take. */
export interface LabelOptions {
  /** A label that counts for nothing, in range or not: as if its examples were not there. */
  readonly ignoreIndex?: number;
}

/**
 * Classes as int32; errors call them `what`. Throws where they have another dtype, or one that was given is not from 0 to `classes` − 1, where that is known, nor `ignored`.
 */
export function classesFrom(
  name: string,
  what: string,
  x: Tensor,
  classes: number | null = null,
  ignored?: number,
): Tensor {
  if (!integers.includes(x.dtype)) {
    throw dtypeError(
      name,
      `${what} must be int32, uint8 or bool; got ${x.dtype}; pass the array itself, or cast("int32").`,
    );
  }
  const bad =
    classes === null
      ? undefined
      : x.node.given?.find((c) => (c < 0 || c >= classes) && c !== ignored);
  if (bad === undefined) return x.cast("int32");
  throw new RangeError(`${name}: ${what} must be from 0 to ${classes! - 1}; got ${bad}.`);
}

/** Labels as `classesFrom` gives them, one for each row of `predictions`. */
export function labelsFor(
  name: string,
  given: Operand,
  predictions: Tensor,
  classes: number | null = null,
  ignored?: number,
): Tensor {
  const labels = asTensor(given, "int32");
  const needed = predictions.shape.slice(0, 1);
  if (!sameShape(labels.shape, needed)) {
    throw shapeError(
      name,
      `labels must have shape ${printShape(needed)}, one for each row of ${printShape(predictions.shape)}; got ${printShape(labels.shape)}.`,
    );
  }
  return classesFrom(name, "labels", labels, classes, ignored);
}

/** Where labels are among `classes`: what is computed cannot be checked before. */
export function areClasses(labels: Tensor, classes: number): Tensor {
  return labels.greaterEqual(constant(0, "int32")).and(labels.less(constant(classes, "int32")));
}

/** `x`, but NaN where the label is no class. */
export function nanWhereNoClass(x: Tensor, labels: Tensor, classes: number): Tensor {
  return where(areClasses(labels, classes), x, constant(NaN, x.dtype));
}

/** The numbers `x` of examples, but 0 where the label is `ignored`, and how many others there are, in their dtype. */
export function counted(
  x: Tensor,
  labels: Tensor,
  ignored: number | undefined,
): readonly [x: Tensor, seen: Tensor] {
  if (ignored === undefined) return [x, constant(labels.size, x.dtype)];
  const counts = labels.notEqual(constant(ignored, "int32"));
  return [where(counts, x, constant(0, x.dtype)), counts.cast(x.dtype).sum()];
}

/** `[N, C]`: where a row's class is its label. */
export function isLabel(labels: Tensor, classes: number): Tensor {
  return labels.unsqueeze(1).equal(primitive("iota", [], { length: classes, dtype: "int32" }));
}

/** The sums `[length]` of `updates` `[N]` by their `indices` `[N]`; one whose index is outside is in none. */
export function sumsBy(indices: Tensor, updates: Tensor, length: number): Tensor {
  return primitive("scatterAdd", [updates, indices], { axis: 0, length });
}
