import { dtypeError, printShape, sameShape, shapeError } from "@chainrule/graph";
import {
  asTensor,
  constant,
  type Operand,
  primitive,
  type Shape,
  type ShapeError,
  type ShapeOf,
  type shapes,
  type Tensor,
  where,
} from "@chainrule/tensor";
import { logLikelihoods, never } from "./ctc-alignments.ts";
import { floating } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { LossDType, ReducedBy } from "./shapes.ts";

/** What `ctcLoss` takes besides log-probabilities and targets. */
export interface CtcLossOptions extends LossOptions {
  /** How many of the T steps of each sequence count, `[N]`, from 1; all. */
  readonly inputLengths?: Operand;
  /** How many of the S labels of each target count, `[N]`, from 0; all. */
  readonly targetLengths?: Operand;
  /** The class that stands for no label; 0. */
  readonly blank?: number;
  /** Whether losses that are infinite are 0; false. */
  readonly zeroInfinity?: boolean;
}

/** The shape of the losses, or the mistake. */
type CtcLosses<X extends Shape, T extends Shape> = true extends shapes.IsOpen<X> | shapes.IsOpen<T>
  ? Shape
  : [X["length"], T["length"]] extends [3, 2]
    ? true extends shapes.Agree<X[1], T[0]>
      ? [X[1]]
      : CtcMistake<X, T>
    : [X["length"], T["length"]] extends [2, 1]
      ? []
      : CtcMistake<X, T>;

type CtcMistake<
  X extends Shape,
  T extends Shape,
> = ShapeError<`ctcLoss: needs log-probabilities [T, N, C] and targets [N, S], or [T, C] and [S]; got ${shapes.Print<X>} and ${shapes.Print<T>}`>;

const name = "ctcLoss";

/**
 * Connectionist temporal classification: `−log` of the probability that a sequence of log-probabilities gives to a target, when it is not known which of the T steps each label belongs to. It is the sum over all alignments: ways to
 * stand for the S labels, in their order, with T classes, where a label may be repeated, and blanks may stand between labels, as one must between two that are equal.
 *
 * `logProbabilities` is `[T, N, C]` of N sequences, such as `logSoftmax(-1)` gives, and `targets` `[N, S]`; or `[T, C]` and `[S]` of one. Targets are int32 or uint8. The losses are `[N]`, in the dtype of the log-probabilities; with
 * the reduction `"mean"` each is divided by the length of its target first (by 1 where that is empty).
 *
 * Where a target has no alignment, as where it has more labels than there are steps, the loss is infinite, or 0 with `zeroInfinity`. The gradient is 0 then.
 *
 * Source: Graves et al. 2006, "Connectionist temporal classification: labelling unsegmented sequence data with recurrent neural networks", with logarithms; as `torch.nn.functional.ctc_loss`, whose targets are padded here. Its gradient is
 * PyTorch's for logits, behind `logSoftmax`; for the log-probabilities themselves it is the derivative, `−p` of each class at each step, given the target, where PyTorch gives that for logits.
 *
 * @throws A `ShapeError`, `DTypeError` or `RangeError` if the shapes do not fit, a label is the blank or no class, or a length is out of range. What is computed, and not given, makes a loss NaN then.
 *
 * ```ts
 * import { ctcLoss } from "@chainrule/losses";
 *
 * // Classes blank and 1, each with a probability of 1/2 in two steps: all but two blanks is the target [1].
 * const half = Math.log(0.5);
 * ctcLoss([[half, half], [half, half]], [1]); // => ≈ 0.2877
 * ```
 */
export function ctcLoss<
  const X extends Operand,
  const T extends Operand,
  const P extends CtcLossOptions = object,
>(
  logProbabilities: X,
  targets: T & shapes.Check<CtcLosses<ShapeOf<X>, ShapeOf<T>>>,
  options?: P & shapes.KnownOptions<P, CtcLossOptions>,
): Tensor<ReducedBy<CtcLosses<ShapeOf<X>, ShapeOf<T>>, P>, LossDType<X>> {
  const known = { inputLengths: 0, targetLengths: 0, blank: 0, zeroInfinity: 0, reduction: 0 };
  return loss(name, options, known, (given: CtcLossOptions) => {
    const x = floating(logProbabilities);
    const labels = asTensor(targets as Operand, "int32");
    checkShapes(x, labels);
    return reduce(lossesOf(x, labels, { blank: 0, ...given }), given.reduction);
  });
}

/** Throws unless there are sequences of one step or more, and a target for each. */
function checkShapes(x: Tensor, labels: Tensor): void {
  const [steps, batch] = x.shape;
  const fits =
    (x.ndim === 3 && labels.ndim === 2 && batch === labels.shape[0]) ||
    (x.ndim === 2 && labels.ndim === 1);
  if (!fits || steps === 0) {
    throw shapeError(
      name,
      `needs log-probabilities [T, N, C] of one step or more and targets [N, S], or [T, C] and [S]; got ${printShape(x.shape)} and ${printShape(labels.shape)}.`,
    );
  }
  checkIntegers("targets", labels);
}

function checkIntegers(what: string, x: Tensor): void {
  if (x.dtype !== "int32" && x.dtype !== "uint8") {
    throw dtypeError(name, `${what} must be int32 or uint8; got ${x.dtype}.`);
  }
}

/** The loss of each target, divided by its length where the mean is wanted. */
function lossesOf(
  x: Tensor,
  labels: Tensor,
  options: CtcLossOptions & { readonly blank: number },
): Tensor {
  const { blank, zeroInfinity = false, reduction = "mean" } = options;
  const [steps, classes, most] = [x.shape[0]!, x.shape.at(-1)!, labels.shape.at(-1)!];
  const shape = labels.shape.slice(0, -1);
  const [batch = 1] = shape;
  if (!Number.isInteger(blank) || blank < 0 || blank >= classes) {
    throw new RangeError(`${name}: the blank must be from 0 to ${classes - 1}; got ${blank}.`);
  }
  const inputs = lengthsFrom("inputLengths", options.inputLengths, shape, 1, steps);
  const targets = lengthsFrom("targetLengths", options.targetLengths, shape, 0, most);
  checkLabels(labels, targets, classes, blank);

  const inputLengths = inputs === null ? null : integers(inputs, [batch]);
  const targetLengths = integers(targets ?? constant(most, "int32").expand(shape), [batch]);
  const all = integers(labels, [batch, most]);
  const isClass = isFrom(all, 0, classes - 1);
  const logs = logLikelihoods({
    logProbabilities: x.reshape([steps, batch, classes]),
    labels: where(isClass, all, constant(blank, "int32")),
    inputLengths,
    targetLengths,
    blank,
  });
  const number = (value: number): Tensor => constant(value, x.dtype);
  const isPossible = logs.less(number(never / 2)).not();
  const losses = where(isPossible, number(0).sub(logs), number(zeroInfinity ? 0 : Infinity));

  // What was given is checked. Of what is computed a mistake shows as NaN.
  const places = primitive("iota", [], { length: most, dtype: "int32" });
  const isBehind = places.greaterEqual(targetLengths.unsqueeze(1));
  const isLabel = isClass.and(all.notEqual(constant(blank, "int32")));
  const fit = isLabel
    .or(isBehind)
    .all(1)
    .and(isFrom(targetLengths, 0, most));
  const isValid = inputLengths === null ? fit : fit.and(isFrom(inputLengths, 1, steps));
  const checked = where(isValid, losses, number(NaN));
  const counts = targetLengths.maximum(constant(1, "int32")).cast(x.dtype);
  return (reduction === "mean" ? checked.div(counts) : checked).reshape(shape);
}

function integers(x: Tensor, shape: Shape): Tensor {
  return x.cast("int32").reshape(shape);
}

/** Whether integers are from `low` to `high`. */
function isFrom(x: Tensor, low: number, high: number): Tensor {
  return x.greaterEqual(constant(low, "int32")).and(x.less(constant(high + 1, "int32")));
}

/** Lengths, which have `shape`; `null` where there are none. Throws where they do not fit, or are given, and one is not from `low` to `high`. */
function lengthsFrom(
  what: string,
  given: Operand | undefined,
  shape: Shape,
  low: number,
  high: number,
): Tensor | null {
  if (given === undefined) return null;
  const lengths: Tensor = asTensor(given, "int32");
  if (!sameShape(lengths.shape, shape)) {
    throw shapeError(
      name,
      `${what} must have shape ${printShape(shape)}; got ${printShape(lengths.shape)}.`,
    );
  }
  checkIntegers(what, lengths);
  const wrong = lengths.node.given?.find((length) => length < low || length > high);
  if (wrong !== undefined) {
    throw new RangeError(`${name}: ${what} must be from ${low} to ${high}; got ${wrong}.`);
  }
  return lengths;
}

/** Throws where labels and lengths are given, and a label that counts is the blank or no class. */
function checkLabels(labels: Tensor, lengths: Tensor | null, classes: number, blank: number): void {
  const most = labels.shape.at(-1)!;
  const counts = lengths?.node.given;
  if (lengths !== null && !counts) return;
  const wrong = labels.node.given?.find((label, i) => {
    const isBehind = counts && i % most >= counts[Math.floor(i / most)]!;
    return !isBehind && (label < 0 || label >= classes || label === blank);
  });
  if (wrong === undefined) return;
  throw new RangeError(
    `${name}: labels must be from 0 to ${classes - 1} and not the blank, ${blank}; got ${wrong}.`,
  );
}
