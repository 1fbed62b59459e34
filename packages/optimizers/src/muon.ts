import { Optimizer } from "#optimizer";
import { checkOneOf, printShape, shapeError } from "@chainrule/graph";
import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { checkOptions, fraction, type OptimizerOptions, type WithGroups } from "./options.ts";
import { shrunk } from "./weight-decay.ts";

/** The options of {@link Muon}. */
export interface MuonOptions extends OptimizerOptions {
  /** μ, the part of the mean gradient that stays. Default 0.95. */
  readonly momentum?: number;
  /** Whether to step along where the mean gradient leads next. Default true. */
  readonly nesterov?: boolean;
  /** a, b and c, of the polynomial that makes a matrix orthogonal. Default 3.4445, -4.775 and 2.0315. */
  readonly nsCoefficients?: readonly [number, number, number];
  /** k, how often the polynomial is applied. Default 5. */
  readonly nsSteps?: number;
  /** ε, the least length that a gradient is divided by. Default 1e-7. */
  readonly eps?: number;
  /** How long steps are: as in Muon's first description, or about as long as those of AdamW, whose learning rates they can have then. Default `"original"`. */
  readonly adjustLearningRate?: "original" | "matchRmsAdamW";
}

/**
 * Momentum whose steps are orthogonal matrices: they go as far in each direction, and not mostly in the few in which gradients are large. For weights `[in, out]` of hidden layers; with `λ` the weight decay:
 *
 * ```text
 * m ← μ·m + (1 − μ)·g
 * x = m                        if nesterov x = μ·m + (1 − μ)·g
 * x ← x / max(‖x‖, ε)          then k times
 * x ← a·x + (b·A + c·A²)·x     with A = x·xᵀ: singular values go to about 1
 * p ← p − lr·λ·p − lr·f·x      f = √max(1, out/in)     if matchRmsAdamW f = 0.2·√max(out, in)
 * ```
 *
 * Other parameters, such as biases, embeddings and first and last layers, are for another optimizer, such as AdamW. As PyTorch's `Muon`, with its defaults (learning rate 1e-3, weight decay 0.1), but in the dtype of the parameter where PyTorch takes bfloat16. Jordan et al., *Muon: An optimizer for hidden layers in neural networks* (2024); `matchRmsAdamW` of Liu et al.,
 * *Muon is Scalable for LLM Training* (2025).
 *
 * Throws when an option makes no sense; and a `ShapeError` in an update, which assigns nothing, of a parameter that is no matrix.
 *
 * ```ts
 * import { Muon } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([[0, 0], [0, 0]]));
 * const muon = new Muon({ learningRate: 1, nsCoefficients: [1.5, -0.5, 0], nsSteps: 20 });
 * muon.update([p], [tensor([[0, 100], [-1, 0]])]);
 * p; // => ≈ [[0, -1], [1, 0]]
 * ```
 */
export class Muon extends Optimizer<MuonOptions> {
  constructor(options: WithGroups<MuonOptions> = {}) {
    super(
      "Muon",
      {
        learningRate: 1e-3,
        momentum: 0.95,
        nesterov: true,
        nsCoefficients: [3.4445, -4.775, 2.0315],
        nsSteps: 5,
        eps: 1e-7,
        adjustLearningRate: "original",
        weightDecay: 0.1,
        maximize: false,
      },
      options,
    );
  }

  protected override check(options: Required<MuonOptions>): void {
    super.check(options);
    checkOptions(this.name, options, { momentum: fraction });
    const { nsCoefficients, nsSteps, adjustLearningRate } = options;
    checkOneOf("Muon", "adjustLearningRate", adjustLearningRate, ["original", "matchRmsAdamW"]);
    if (nsCoefficients.length !== 3 || !nsCoefficients.every(Number.isFinite)) {
      throw new RangeError(
        `Muon: nsCoefficients must be three numbers; got ${String(nsCoefficients)}.`,
      );
    }
    if (!(Number.isInteger(nsSteps) && nsSteps >= 1 && nsSteps < 100)) {
      throw new RangeError(`Muon: nsSteps must be an integer from 1 to 99; got ${nsSteps}.`);
    }
  }

  protected override rule(p: Tensor, g: Tensor, context: Context<Required<MuonOptions>>): Tensor {
    const { momentum, nesterov, adjustLearningRate } = context.options;
    const [rows, columns] = p.shape;
    if (p.ndim !== 2) {
      throw shapeError(
        "Muon",
        `parameters must be matrices; got ${printShape(p.shape)}, which is for another optimizer, such as AdamW.`,
      );
    }
    const kept = context.scalar("momentum", momentum);
    const added = g.mul(context.scalar("1 - momentum", 1 - momentum));
    const m = context.set("mean", context.get("mean").mul(kept).add(added));
    const x = orthogonal(nesterov ? m.mul(kept).add(added) : m, context);
    const factor =
      adjustLearningRate === "original"
        ? Math.sqrt(Math.max(1, columns! / rows!))
        : 0.2 * Math.sqrt(Math.max(rows!, columns!));
    return shrunk(p, context).sub(x.mul(context.learningRate.mul(constant(factor, p.dtype))));
  }
}

/** About the orthogonal matrix that is nearest to `x`, by Newton's and Schulz's method. */
function orthogonal(x: Tensor, context: Context<Required<MuonOptions>>): Tensor {
  const { nsCoefficients, nsSteps, eps } = context.options;
  const [a, b, c] = nsCoefficients.map((value, i) => context.scalar(`coefficient ${i}`, value)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  // Of a tall one the transpose: the products are smaller.
  const isTall = x.shape[0]! > x.shape[1]!;
  const wide: Tensor = isTall ? x.transpose() : x;
  let y = wide.div(wide.square().sum().sqrt().maximum(context.scalar("eps", eps)));
  for (let k = 0; k < nsSteps; k++) {
    const gram: Tensor = y.matmul(y.transpose());
    const polynomial = gram.mul(b).add(gram.matmul(gram).mul(c));
    y = y.mul(a).add(polynomial.matmul(y));
  }
  return isTall ? y.transpose() : y;
}
