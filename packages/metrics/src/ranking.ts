import {
  concatenate,
  constant,
  type Operand,
  primitive,
  type Tensor,
  where,
} from "@chainrule/tensor";
import { areClasses, isLabel, labelsFor, sumsBy } from "./labels.ts";
import { scoresOf } from "./predictions.ts";

/**
 * Examples by falling score, a row for each of K classes (one, of scores `[N]`). Equal scores are one group; there are at most N, and where there are fewer, the last ones are empty.
 */
export interface Ranking {
  /** How many of a group are of the class: `[K, N]`, float64. */
  readonly positives: Tensor;
  /** How many of a group are not. */
  readonly negatives: Tensor;
  /** The score of a group; of empty ones the least. */
  readonly thresholds: Tensor;
  /** Whether the scores were a row for each example, and not one each. */
  readonly byClass: boolean;
  /** The dtype of the scores. */
  readonly dtype: "float32" | "float64";
}

/** The examples of scores `[N]` with labels 0 and 1, or of scores `[N, C]` with classes as labels, each class against the rest. Where a score is NaN, or a label that is computed no class, counts are NaN. */
export function rankingOf(name: string, given: Operand, labels: Operand): Ranking {
  const x = scoresOf(name, given);
  const byClass = x.ndim === 2;
  const classes = byClass ? x.shape[1]! : 2;
  const y = labelsFor(name, labels, x, classes);
  const positive = byClass ? isLabel(y, classes).transpose() : y.cast("bool").unsqueeze(0);
  const ranked = groups(byClass ? x.transpose() : x.unsqueeze(0), positive.cast("float64"));
  const known = x.equal(x).all().and(areClasses(y, classes).all());
  const orNaN = (counts: Tensor): Tensor => where(known, counts, constant(NaN, "float64"));
  return {
    positives: orNaN(ranked.positives),
    negatives: orNaN(ranked.negatives),
    thresholds: ranked.thresholds,
    byClass,
    dtype: x.dtype as "float32" | "float64",
  };
}

/** What was computed of each class, in the dtype of the scores: of scores `[N]` without the axis of classes. */
export function ofScores(x: Tensor, { byClass, dtype }: Ranking): Tensor {
  return (byClass ? x : x.squeeze(0)).cast(dtype);
}

/** The groups of scores `[K, N]`, with 1 where they are positive. */
function groups(
  scores: Tensor,
  positive: Tensor,
): Pick<Ranking, "positives" | "negatives" | "thresholds"> {
  const [rows, length] = scores.shape as [number, number];
  const order = scores.argsort(1, { descending: true });
  const sorted = scores.gather(order, 1);
  const hit = positive.gather(order, 1);
  const begins = sorted.notEqual(before(sorted, NaN)).cast("int32");
  const group = begins.cumsum(1).sub(constant(1, "int32"));
  const row = primitive("iota", [], { length: rows, dtype: "int32" }).unsqueeze(1);
  const cell = row.mul(constant(length, "int32")).add(group).reshape([-1]);
  const summed = (x: Tensor): Tensor =>
    sumsBy(cell, x.reshape([-1]), rows * length).reshape([rows, length]);
  const zero = constant(0, scores.dtype);
  const scoreOfGroup = summed(where(begins, sorted, zero));
  const index = primitive("iota", [], { length, dtype: "int32" });
  const least = where(index.equal(constant(length - 1, "int32")), sorted, zero).sum(1, {
    keepDims: true,
  });
  return {
    positives: summed(hit),
    negatives: summed(constant(1, "float64").sub(hit)),
    thresholds: where(index.less(begins.sum(1, { keepDims: true })), scoreOfGroup, least),
  };
}

/** Each element's left neighbour, and `first` beside the first one. */
function before(x: Tensor, first: number): Tensor {
  return after(x, first).slice([0, 0], x.shape);
}

/** The rows of `x`, each after `first`. */
export function after(x: Tensor, first: number): Tensor {
  const column = constant(first, x.dtype).expand([x.shape[0]!, 1]);
  return concatenate([column, x], 1);
}
