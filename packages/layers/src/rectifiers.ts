import type { Tensor } from "@chainrule/tensor";
import { celu, elu, hardSigmoid, hardSwish, leakyRelu, selu } from "@chainrule/tensor/functional";
import { Layer } from "./layer.ts";
import type { SameShape } from "./shape-function.ts";

/**
 * `max(x, 0)`, with derivative 0 at 0. Any shape.
 *
 * Source: Nair and Hinton 2010, "Rectified linear units improve restricted Boltzmann machines".
 *
 * ```ts
 * import { ReLU } from "@chainrule/layers";
 *
 * new ReLU().forward([-1, 0, 2]); // => [0, 0, 2]
 * ```
 */
export class ReLU extends Layer<SameShape, "bool"> {
  override describe(): string {
    return "ReLU()";
  }

  protected compute(x: Tensor): Tensor {
    return x.relu();
  }
}

/**
 * `x` above 0, `slope·x` elsewhere (0.01 unless said), with derivative `slope` at 0. Any shape.
 *
 * Source: Maas et al. 2013.
 *
 * ```ts
 * import { LeakyReLU } from "@chainrule/layers";
 *
 * new LeakyReLU(0.5).forward([-1, 0, 2]); // => [-0.5, 0, 2]
 * ```
 */
export class LeakyReLU extends Layer<SameShape, "float32"> {
  /** The slope below 0. */
  readonly negativeSlope: number;

  constructor(negativeSlope: number = 0.01) {
    super();
    this.negativeSlope = negativeSlope;
  }

  override describe(): string {
    return `LeakyReLU(${this.negativeSlope})`;
  }

  protected compute(x: Tensor): Tensor {
    return leakyRelu(x, this.negativeSlope);
  }
}

/**
 * `x` above 0, `alpha·(exp(x) − 1)` elsewhere (`alpha` is 1 unless said), with derivative `alpha` at 0. Any shape.
 *
 * Source: Clevert et al. 2015.
 *
 * ```ts
 * import { ELU } from "@chainrule/layers";
 *
 * new ELU().forward([-1, 0, 2]); // => ≈ [-0.6321, 0, 2]
 * ```
 */
export class ELU extends Layer<SameShape, "float32"> {
  /** α of the formula. */
  readonly alpha: number;

  constructor(alpha: number = 1) {
    super();
    this.alpha = alpha;
  }

  override describe(): string {
    return `ELU(${this.alpha})`;
  }

  protected compute(x: Tensor): Tensor {
    return elu(x, this.alpha);
  }
}

/**
 * `λ·x` above 0, `λ·α·(exp(x) − 1)` elsewhere, with the constants that keep mean 0 and variance 1 from layer to layer. Any shape.
 *
 * Source: Klambauer et al. 2017, "Self-normalizing neural networks".
 *
 * ```ts
 * import { SELU } from "@chainrule/layers";
 *
 * new SELU().forward([-1, 0, 2]); // => ≈ [-1.1113, 0, 2.1014]
 * ```
 */
export class SELU extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "SELU()";
  }

  protected compute(x: Tensor): Tensor {
    return selu(x);
  }
}

/**
 * `x / 6 + ½`, kept within 0 and 1: a sigmoid of lines. The derivative at both kinks, −3 and 3, is 0. Any shape.
 *
 * As PyTorch's `Hardsigmoid`.
 *
 * ```ts
 * import { HardSigmoid } from "@chainrule/layers";
 *
 * new HardSigmoid().forward([-4, 0, 1.5, 3]); // => [0, 0.5, 0.75, 1]
 * ```
 */
export class HardSigmoid extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "HardSigmoid()";
  }

  protected compute(x: Tensor): Tensor {
    return hardSigmoid(x);
  }
}

/**
 * `x·(x + 3) / 6` from −3 to 3, 0 below and `x` above. The derivative is 0 at −3 and 1 at 3. Any shape.
 *
 * Source: Howard et al. 2019, "Searching for MobileNetV3".
 *
 * ```ts
 * import { HardSwish } from "@chainrule/layers";
 *
 * new HardSwish().forward([-4, 0, 1.5, 3]); // => [0, 0, 1.125, 3]
 * ```
 */
export class HardSwish extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "HardSwish()";
  }

  protected compute(x: Tensor): Tensor {
    return hardSwish(x);
  }
}

/**
 * `x` above 0, `alpha·(exp(x / alpha) − 1)` elsewhere (`alpha` is 1 unless said), whose slope has no jump. Any shape.
 *
 * Source: Barron 2017, "Continuously differentiable exponential linear units".
 *
 * ```ts
 * import { CELU } from "@chainrule/layers";
 *
 * new CELU(0.5).forward([-1, 0, 2]); // => ≈ [-0.4323, 0, 2]
 * ```
 */
export class CELU extends Layer<SameShape, "float32"> {
  /** α of the formula. */
  readonly alpha: number;

  constructor(alpha: number = 1) {
    super();
    this.alpha = alpha;
  }

  override describe(): string {
    return `CELU(${this.alpha})`;
  }

  protected compute(x: Tensor): Tensor {
    return celu(x, this.alpha);
  }
}
