import { concatenate, constant, primitive, split, type Tensor, where } from "@chainrule/tensor";
import { gather, pad, windows } from "@chainrule/tensor/functional";

/** Sequences of log-probabilities, and what they are to be aligned with. */
export interface Alignment {
  /** `[T, N, C]`. */
  readonly logProbabilities: Tensor;
  /** `[N, S]`, classes other than the blank. What is behind a target's length may be any class. */
  readonly labels: Tensor;
  /** `[N]`, or `null` where all steps count. */
  readonly inputLengths: Tensor | null;
  /** `[N]`. */
  readonly targetLengths: Tensor;
  readonly blank: number;
}

/**
 * The logarithm of a probability of 0. It is finite, so that its gradient is 0, where that of −∞ would be NaN, and less than the sum of any logarithms that mean something.
 */
export const never = -1e30;

/**
 * The logarithm of the probability of each target, `[N]`: of all its alignments together, in which each label, and the blanks between them that may be left out, stand for one step or more. It is about `never`, or less, where there are
 * none.
 *
 * Along the path of blanks and labels, `[N, 2S + 1]`, the forward variables of Graves et al.: `α_t(s) = (α_{t−1}(s) + α_{t−1}(s − 1) + α_{t−1}(s − 2))·y_t(s)`, the last of the three only between labels that
 * differ; the sum over how the first `t` steps may have led to place `s`.
 */
export function logLikelihoods(alignment: Alignment): Tensor {
  const { logProbabilities, labels, inputLengths, targetLengths, blank } = alignment;
  const { dtype } = logProbabilities;
  const [steps, batch] = logProbabilities.shape as [number, number, number];
  const path = pathOf(labels, blank);
  const width = path.shape[1]!;
  const number = (value: number): Tensor => constant(value, dtype);
  const places = primitive("iota", [], { length: width, dtype: "int32" });

  const everywhere = path.unsqueeze(0).expand([steps, batch, width]);
  const emitted = gather(logProbabilities, everywhere, 2).maximum(number(never));
  const [first, ...others] = split(emitted, steps, 0).map((step) => step.squeeze(0));
  const arrows = arrowsOf(path, blank, dtype);
  const counts = inputLengths === null ? null : countsOf(inputLengths, steps);

  // The first step is at the blank before the first label, or at this.
  let forward = where(places.less(constant(2, "int32")), first!, number(never));
  others.forEach((step, i) => {
    const next = logSumExp(threeUpTo(forward, never).add(arrows)).add(step);
    forward = counts === null ? next : where(counts[i + 1]!, next, forward);
  });

  // The last step is at the last label, or at the blank behind it.
  const behind = targetLengths.mul(constant(2, "int32")).unsqueeze(1).sub(places);
  const isEnd = behind.equal(constant(0, "int32")).or(behind.equal(constant(1, "int32")));
  return logSumExp(where(isEnd, forward, number(never)));
}

/** Blanks with the labels between them, `[N, 2S + 1]`. */
function pathOf(labels: Tensor, blank: number): Tensor {
  const [batch, length] = labels.shape as [number, number];
  const blanks = constant(blank, "int32").expand([batch, length, 1]);
  const pairs = concatenate([blanks, labels.unsqueeze(2)], 2).reshape([batch, 2 * length]);
  return concatenate([pairs, constant(blank, "int32").expand([batch, 1])], 1);
}

/** What is two places before each place of `x`, `[N, L]`, one before, and there: `[N, L, 3]`. Before all is `outside`. */
function threeUpTo(x: Tensor, outside: number): Tensor {
  return windows(
    pad(
      x,
      [
        [0, 0],
        [2, 0],
      ],
      { value: outside },
    ),
    { axes: [1], sizes: [3] },
  );
}

/** 0 where a place can follow what `threeUpTo` gives, and `never` where it cannot: a place only follows the one two before where these are labels that differ. */
function arrowsOf(path: Tensor, blank: number, dtype: Tensor["dtype"]): Tensor {
  const [batch, width] = path.shape as [number, number];
  const [before, , here] = split(threeUpTo(path, blank), 3, 2);
  const leap = where(before!.equal(here!), constant(never, dtype), constant(0, dtype));
  return concatenate([leap, constant(0, dtype).expand([batch, width, 2])], 2);
}

/** For each step whether it counts in each sequence, `[N, 1]`. */
function countsOf(lengths: Tensor, steps: number): Tensor[] {
  const times = primitive("iota", [], { length: steps, dtype: "int32" }).reshape([steps, 1, 1]);
  return split(times.less(lengths.unsqueeze(1)), steps, 0).map((step) => step.squeeze(0));
}

/** The logarithm of the sum of exponentials along the last axis, of finite numbers. */
function logSumExp(x: Tensor): Tensor {
  const top = x.max(-1, { keepDims: true }).detach();
  return x.sub(top).exp().sum(-1).log().add(top.squeeze(-1));
}
