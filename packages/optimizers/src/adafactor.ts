import { Optimizer } from "#optimizer";
import type { Shape } from "@chainrule/graph";
import { constant, type Tensor } from "@chainrule/tensor";
import type { Context } from "./context.ts";
import { checkOptions, fromZero, type OptimizerOptions, type WithGroups } from "./options.ts";
import { shrunk } from "./weight-decay.ts";

/** The options of {@link Adafactor}. */
export interface AdafactorOptions extends OptimizerOptions {
  /** τ, the power of the number of the update that a new square weighs. Default -0.8. */
  readonly beta2Decay?: number;
  /** ε₁, the least root of a mean square: `null` is the rounding error of the dtype. Default `null`. */
  readonly eps1?: number | null;
  /** ε₂, the least size of a parameter. Default 1e-3. */
  readonly eps2?: number;
  /** The largest root mean square of a step, before its learning rate. Default 1. */
  readonly d?: number;
}

const rules = {
  eps1: fromZero,
  eps2: fromZero,
  beta2Decay: ["a number up to 0", (value: unknown) => (value as number) <= 0],
  d: ["a number from 1", (value: unknown) => (value as number) >= 1],
} as const;

/**
 * Adam without a mean gradient, whose mean squares take the memory of one row and one column of a matrix, in place of a matrix; its steps are as long as the parameter, times the learning rate. With `λ` the weight decay, `rms(x) = √mean(x²)`; `t` counts from 1:
 *
 * ```text
 * w = t^τ
 * α = max(ε₂, rms(p)) · min(lr, 1/√t)
 * p ← p − lr·λ·p
 * r ← r + w·(mean of g² along each row − r)
 * c ← c + w·(mean of g² along each column − c)
 * v = r·c / max(mean of r, ε₁)          of a vector v ← v + w·(g² − v)
 * u = g / max(√v, ε₁)
 * p ← p − α·u / max(1, rms(u)/d)
 * ```
 *
 * Rows and columns are those of the last two axes. As PyTorch's `Adafactor`, with its defaults (learning rate 0.01), whose `eps` is `eps1` and `eps2`. Shazeer, Stern, *Adafactor: Adaptive Learning Rates with Sublinear Memory Cost* (2018), who add ε₁ to the squares. Throws when an option makes
 * no sense.
 *
 * ```ts
 * import { Adafactor } from "@chainrule/optimizers";
 * import { Parameter, tensor } from "@chainrule/tensor";
 *
 * const p = new Parameter(tensor([[3, 3], [3, 3]]));
 * const adafactor = new Adafactor({ learningRate: 0.1 });
 * adafactor.update([p], [tensor([[5, -5], [5, 5]])]);
 * p; // => ≈ [[2.7, 3.3], [2.7, 2.7]]
 * adafactor.stateDict()["0.rows"]!.data; // => [25, 25]
 * ```
 */
export class Adafactor extends Optimizer<AdafactorOptions> {
  constructor(options: WithGroups<AdafactorOptions> = {}) {
    super(
      "Adafactor",
      {
        learningRate: 0.01,
        beta2Decay: -0.8,
        eps1: null,
        eps2: 1e-3,
        d: 1,
        weightDecay: 0,
        maximize: false,
      },
      options,
    );
  }

  protected override check(options: Required<AdafactorOptions>): void {
    super.check(options);
    const { eps1 } = options;
    checkOptions(this.name, { ...options, eps1: eps1 ?? 0 }, rules);
  }

  override shapeOf(name: string, shape: Shape): Shape {
    const reduced = shape.length - (name === "rows" ? 1 : 2);
    return name === "rows" || name === "columns" ? shape.with(reduced, 1) : shape;
  }

  protected override rule(
    parameter: Tensor,
    g: Tensor,
    context: Context<Required<AdafactorOptions>>,
  ): Tensor {
    const { eps1, eps2, d } = context.options;
    const rate = context.once("rate", () =>
      context.exactLearningRate.minimum(context.step.rsqrt()),
    );
    const size = rootMeanSquare(parameter).maximum(context.scalar("eps2", eps2));
    const p = shrunk(parameter, context);
    const least = context.scalar("eps1", eps1 ?? (p.dtype === "float64" ? 2 ** -52 : 2 ** -23));
    const u = g.mul(meanSquare(g, least, context).maximum(least.square()).rsqrt());
    const length = rootMeanSquare(u).div(context.scalar("d", d)).maximum(constant(1, p.dtype));
    return p.sub(u.mul(size.mul(rate).div(length)));
  }
}

/** The mean square of a gradient, of a matrix as the product of those of its rows and columns. */
function meanSquare(
  g: Tensor,
  least: Tensor,
  context: Context<Required<AdafactorOptions>>,
): Tensor {
  const { beta2Decay } = context.options;
  const part = context.once("part", () =>
    context.step.pow(context.exact("beta2Decay", beta2Decay)),
  );
  const average = (name: string, x: Tensor): Tensor => {
    const before = context.get(name);
    return context.set(name, before.add(x.sub(before).mul(part)));
  };
  const square = g.square();
  if (g.ndim < 2) return average("square", square);
  const rows = average("rows", square.mean(-1, { keepDims: true }));
  const columns = average("columns", square.mean(-2, { keepDims: true }));
  return rows.mul(columns).div(rows.mean(-2, { keepDims: true }).maximum(least));
}

function rootMeanSquare(x: Tensor): Tensor {
  return x.square().mean().sqrt();
}
