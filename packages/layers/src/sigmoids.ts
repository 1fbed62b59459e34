import { checkNames } from "@chainrule/graph";
import type { Tensor } from "@chainrule/tensor";
import { gelu, logSigmoid, mish, silu, softplus, softsign } from "@chainrule/tensor/functional";
import { Layer } from "./layer.ts";
import type { SameShape } from "./shape-function.ts";

/**
 * `1 / (1 + exp(−x))`. Any shape.
 *
 * As PyTorch's `Sigmoid`.
 *
 * ```ts
 * import { Sigmoid } from "@chainrule/layers";
 *
 * new Sigmoid().forward([0, 2]); // => ≈ [0.5, 0.8808]
 * ```
 */
export class Sigmoid extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "Sigmoid()";
  }

  protected compute(x: Tensor): Tensor {
    return x.sigmoid();
  }
}

/**
 * The hyperbolic tangent. Any shape.
 *
 * As PyTorch's `Tanh`.
 *
 * ```ts
 * import { Tanh } from "@chainrule/layers";
 *
 * new Tanh().forward([0, 0.5]); // => ≈ [0, 0.4621]
 * ```
 */
export class Tanh extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "Tanh()";
  }

  protected compute(x: Tensor): Tensor {
    return x.tanh();
  }
}

/**
 * `x·sigmoid(x)`, also called swish. Any shape.
 *
 * Source: Hendrycks and Gimpel 2016; Ramachandran et al. 2017.
 *
 * ```ts
 * import { SiLU } from "@chainrule/layers";
 *
 * new SiLU().forward([-1, 0, 2]); // => ≈ [-0.2689, 0, 1.7616]
 * ```
 */
export class SiLU extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "SiLU()";
  }

  protected compute(x: Tensor): Tensor {
    return silu(x);
  }
}

/**
 * `x·Φ(x) = ½·x·(1 + erf(x / √2))`, with Φ the normal distribution; or, with `approximate: "tanh"`,
 * `½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))`. Any shape.
 *
 * Source: Hendrycks and Gimpel 2016.
 *
 * ```ts
 * import { GELU } from "@chainrule/layers";
 *
 * new GELU().forward([-1, 0, 2]); // => ≈ [-0.1587, 0, 1.9545]
 * new GELU({ approximate: "tanh" }).forward([-1, 0, 2]); // => ≈ [-0.1588, 0, 1.9546]
 * ```
 */
export class GELU extends Layer<SameShape, "float32"> {
  /** Which of the two formulas it is. */
  readonly approximate: "none" | "tanh";

  constructor(options: { readonly approximate?: "none" | "tanh" } = {}) {
    super();
    checkNames("GELU", options, { approximate: 0 });
    this.approximate = options.approximate ?? "none";
  }

  override describe(): string {
    return this.approximate === "tanh" ? "GELU(tanh)" : "GELU()";
  }

  protected compute(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }
}

/** What {@link Softplus} takes. */
export interface SoftplusOptions {
  /** How steep the curve is; 1. */
  readonly beta?: number;
  /** Above which `beta·x` the result is `x` itself; 20. */
  readonly threshold?: number;
}

/**
 * `log(1 + exp(beta·x)) / beta`: a smooth ReLU, and `x` itself where `beta·x` is above `threshold`, as in PyTorch. Any shape.
 *
 * ```ts
 * import { Softplus } from "@chainrule/layers";
 *
 * new Softplus().forward([-1e4, 0, 1e4]); // => ≈ [0, 0.6931, 10000]
 * new Softplus({ beta: 2 }).forward([0]); // => ≈ [0.3466]
 * ```
 */
export class Softplus extends Layer<SameShape, "float32"> {
  /** What it was made with. */
  readonly options: SoftplusOptions;

  constructor(options: SoftplusOptions = {}) {
    super();
    checkNames("Softplus", options, { beta: 0, threshold: 0 });
    this.options = { ...options };
  }

  override describe(): string {
    const { beta = 1, threshold = 20 } = this.options;
    return beta === 1 && threshold === 20 ? "Softplus()" : `Softplus(${beta}, ${threshold})`;
  }

  protected compute(x: Tensor): Tensor {
    return softplus(x, this.options);
  }
}

/**
 * `log sigmoid(x) = −log(1 + exp(−x))`, exact for any finite input. Any shape.
 *
 * As PyTorch's `LogSigmoid`.
 *
 * ```ts
 * import { LogSigmoid } from "@chainrule/layers";
 *
 * new LogSigmoid().forward([-1e4, 0]); // => ≈ [-10000, -0.6931]
 * ```
 */
export class LogSigmoid extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "LogSigmoid()";
  }

  protected compute(x: Tensor): Tensor {
    return logSigmoid(x);
  }
}

/**
 * `x / (1 + |x|)`. Any shape.
 *
 * As PyTorch's `Softsign`.
 *
 * ```ts
 * import { Softsign } from "@chainrule/layers";
 *
 * new Softsign().forward([-1, 0, 3]); // => [-0.5, 0, 0.75]
 * ```
 */
export class Softsign extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "Softsign()";
  }

  protected compute(x: Tensor): Tensor {
    return softsign(x);
  }
}

/**
 * `x·tanh(log(1 + exp(x)))`. Any shape.
 *
 * Source: Misra 2019.
 *
 * ```ts
 * import { Mish } from "@chainrule/layers";
 *
 * new Mish().forward([-1, 0, 2]); // => ≈ [-0.3034, 0, 1.944]
 * ```
 */
export class Mish extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "Mish()";
  }

  protected compute(x: Tensor): Tensor {
    return mish(x);
  }
}
