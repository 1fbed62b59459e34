import { constant, primitive, type Tensor, where } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { SameShape } from "./shape-function.ts";

/**
 * `1 / (1 + exp(−x))`. Any shape.
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
    return x.mul(x.sigmoid());
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
  readonly approximate: "none" | "tanh";

  constructor(options: { readonly approximate?: "none" | "tanh" } = {}) {
    super();
    this.approximate = options.approximate ?? "none";
  }

  override describe(): string {
    return this.approximate === "tanh" ? "GELU(tanh)" : "GELU()";
  }

  protected compute(x: Tensor): Tensor {
    const y = x.dtype === "float64" ? x : x.cast("float32");
    const number = (value: number): Tensor => constant(value, y.dtype);
    const inner =
      this.approximate === "tanh"
        ? y
            .add(y.mul(y).mul(y).mul(number(0.044715)))
            .mul(number(Math.sqrt(2 / Math.PI)))
            .tanh()
        : primitive("erf", [y.mul(number(Math.SQRT1_2))], {});
    return y.mul(number(0.5)).mul(inner.add(number(1)));
  }
}

/**
 * `log(1 + exp(x))`: a smooth ReLU, exact for any finite input. Any shape.
 *
 * ```ts
 * import { Softplus } from "@chainrule/layers";
 *
 * new Softplus().forward([-1e4, 0, 1e4]); // => ≈ [0, 0.6931, 10000]
 * ```
 */
export class Softplus extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "Softplus()";
  }

  protected compute(x: Tensor): Tensor {
    return softplus(x);
  }
}

/**
 * `log sigmoid(x) = −log(1 + exp(−x))`, exact for any finite input. Any shape.
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
    return softplus(x.neg()).neg();
  }
}

/**
 * `x / (1 + |x|)`. Any shape.
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
    return x.div(x.abs().add(constant(1, x.dtype)));
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
    return x.mul(softplus(x).tanh());
  }
}

/** `max(x, 0) + log1p(exp(−|x|))`, where both parts branch at 0 on one condition, so that every derivative is right at 0 too. */
function softplus(x: Tensor): Tensor {
  const zero = constant(0, x.dtype);
  const below = x.less(zero);
  return where(below, zero, x).add(where(below, x, x.neg()).exp().log1p());
}
