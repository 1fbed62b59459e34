import { constant, type Operand, type shapes, type Tensor } from "@chainrule/tensor";
import { alike, weighted } from "./operands.ts";
import { loss, type LossOptions, reduce } from "./reduction.ts";
import type { LossDType, PairLosses, ReducedBy } from "./shapes.ts";

/** What `binaryCrossEntropy` takes besides probabilities and targets. */
export interface BinaryCrossEntropyOptions extends LossOptions {
  /** How much each element counts; broadcasts to the probabilities. The mean is not weighted. */
  readonly weights?: Operand;
}

/** The least `x·(1 − x)`: PyTorch's 1e-12 is of float32. */
const LEAST = Math.fround(1e-12);

/**
 * `−t·log x − (1 − t)·log(1 − x)` of probabilities, with logarithms of at least −100. From logits, `sigmoidCrossEntropy` is exact where this is not.
 *
 * Probabilities and targets (from 0 to 1) have one shape, or the target is one number. The gradient of the sum is `(x − t) / (x·(1 − x))`, with a
 * divisor of at least 1e-12: 0 where both are 0 or both are 1.
 *
 * Source: as `torch.nn.functional.binary_cross_entropy`.
 *
 * @throws A `ShapeError` if the shapes differ, or weights do not broadcast to them.
 *
 * ```ts
 * import { binaryCrossEntropy } from "@chainrule/losses";
 *
 * binaryCrossEntropy([0.5, 0.9, 0], [1, 1, 1], { reduction: "none" }); // => ≈ [0.6931, 0.1054, 100]
 * ```
 */
export function binaryCrossEntropy<
  const X extends Operand,
  const T extends Operand,
  const P extends BinaryCrossEntropyOptions = object,
>(
  probabilities: X,
  targets: T & shapes.Check<PairLosses<"binaryCrossEntropy", X, T>>,
  options?: P & shapes.KnownOptions<P, BinaryCrossEntropyOptions>,
): Tensor<ReducedBy<PairLosses<"binaryCrossEntropy", X, T>, P>, LossDType<X, T>> {
  const name = "binaryCrossEntropy";
  const known = { weights: 0, reduction: 0 };
  return loss(name, options, known, (given: BinaryCrossEntropyOptions) => {
    const [x, t] = alike(name, probabilities, targets);
    const [one, least] = [constant(1, x.dtype), constant(LEAST, x.dtype)];
    const spread = x.mul(one.sub(x));
    const inside = spread.greater(least);
    const half = constant(0.5, x.dtype);
    const near = crossEntropy(inside.where(x, half), t, (y) => y.log());
    // At the ends the value is bounded, and the gradient what PyTorch says.
    const slope = x.sub(t).div(least).detach();
    const end = crossEntropy(x.detach(), t, bounded).add(slope.mul(x.sub(x.detach())));
    const losses = inside.where(near, end);
    return reduce(weighted(name, losses, given.weights), given.reduction);
  });
}

function crossEntropy(x: Tensor, t: Tensor, log: (y: Tensor) => Tensor): Tensor {
  const one = constant(1, x.dtype);
  return t
    .mul(log(x))
    .add(one.sub(t).mul(log(one.sub(x))))
    .neg();
}

/** The logarithm, at least −100. It is taken of 1 where `x` is 0, so that there is no infinity on the way. */
function bounded(x: Tensor): Tensor {
  const [zero, one, least] = [0, 1, -100].map((value) => constant(value, x.dtype));
  const isZero = x.equal(zero!);
  return isZero.where(least!, isZero.where(one!, x).log().maximum(least!));
}
