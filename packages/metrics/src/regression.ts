import {
  checkNames,
  checkOneOf,
  type DType,
  printShape,
  promote,
  sameShape,
  shapeError,
} from "@chainrule/graph";
import { asTensor, constant, type Operand, operation, type Tensor } from "@chainrule/tensor";
import type { Measure } from "./measure.ts";
import { floating } from "./predictions.ts";

/** What `r2Score` and `explainedVariance` take besides predictions and targets. */
export interface RegressionOptions {
  /** Whether the numbers of the columns of `[N, D]` are averaged, `"mean"` unless said, or given each. */
  readonly reduction?: "mean" | "none";
}

/** What targets and errors sum up to: `[N]` or `[N, D]` along the first axis, float64. */
export interface Moments {
  /** `Σ t² − (Σ t)² / n`. */
  readonly targets: Tensor;
  /** `Σ e²`. */
  readonly squares: Tensor;
  /** `Σ e² − (Σ e)² / n`. */
  readonly errors: Tensor;
}

/** The reduction that options ask for. Throws where there is no such option. */
export function reductionOf(name: string, options: RegressionOptions | undefined): "mean" | "none" {
  checkNames<RegressionOptions>(name, options, { reduction: 0 });
  checkOneOf(name, "the reduction", options?.reduction, ["mean", "none"]);
  return options?.reduction ?? "mean";
}

/** Both as float64, and the dtype that they have together. Throws where their shapes differ, or are neither `[N]` nor `[N, D]`. */
function pairOf(name: string, predictions: Operand, targets: Operand): [Tensor, Tensor, DType] {
  const x = floating(predictions);
  const t = asTensor(targets, x.dtype);
  if (x.ndim !== 1 && x.ndim !== 2) {
    throw shapeError(name, `predictions must be [N] or [N, D]; got ${printShape(x.shape)}.`);
  }
  if (!sameShape(x.shape, t.shape)) {
    throw shapeError(
      name,
      `predictions and targets must have the same shape; got ${printShape(x.shape)} and ${printShape(t.shape)}.`,
    );
  }
  return [x.cast("float64"), t.cast("float64"), promote(x.dtype, t.dtype)];
}

/** `1 − above / below` of what targets and errors sum up to, reduced. */
export function regressionMeasure(
  name: string,
  fraction: (moments: Moments) => readonly [above: Tensor, below: Tensor],
  reduction: "mean" | "none",
): Measure<Tensor> {
  const one = constant(1, "float64");
  return {
    count: (predictions, targets) => {
      const [x, t] = pairOf(name, predictions, targets);
      const e = t.sub(x);
      const seen = constant(t.shape[0]!, "float64");
      return [t.sum(0), t.square().sum(0), e.sum(0), e.square().sum(0), seen];
    },
    result: (...[t, t2, e, e2, seen]) => {
      const around = (sum: Tensor, squares: Tensor): Tensor => squares.sub(sum.square().div(seen!));
      const moments = { targets: around(t!, t2!), squares: e2!, errors: around(e!, e2!) };
      const [above, below] = fraction(moments);
      const scores = one.sub(above.div(below));
      return reduction === "none" ? scores : scores.mean();
    },
  };
}

/** The measure of one batch, in the dtype of predictions and targets. It has the type that the caller's signature states. */
export function regressionScore<R extends Tensor>(
  name: string,
  measure: () => Measure<Tensor>,
  predictions: Operand,
  targets: Operand,
): R {
  return operation(name, () => {
    const [x, t, dtype] = pairOf(name, predictions, targets);
    const { count, result } = measure();
    // Neither changes when predictions and targets move together: around 0 little is lost when squares are subtracted.
    const mean = t.mean(0);
    return result(...count(x.sub(mean), t.sub(mean))).cast(dtype) as R;
  });
}
