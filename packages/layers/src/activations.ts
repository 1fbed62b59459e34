import type { Tensor } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { SameShape } from "./shape-function.ts";

/**
 * `max(x, 0)`, with derivative 0 at 0. Any shape.
 *
 * ```ts
 * import { ReLU } from "@chainrule/layers";
 *
 * new ReLU().forward([-1, 0, 2]); // => [0, 0, 2]
 * ```
 */
export class ReLU extends Layer<SameShape> {
  override describe(): string {
    return "ReLU()";
  }

  protected compute(x: Tensor): Tensor {
    return x.relu();
  }
}

/**
 * `1 / (1 + exp(−x))`. Any shape.
 *
 * ```ts
 * import { Sigmoid } from "@chainrule/layers";
 *
 * new Sigmoid().forward([0, 2]); // => ≈ [0.5, 0.8808]
 * ```
 */
export class Sigmoid extends Layer<SameShape> {
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
export class Tanh extends Layer<SameShape> {
  override describe(): string {
    return "Tanh()";
  }

  protected compute(x: Tensor): Tensor {
    return x.tanh();
  }
}

/**
 * `exp(xᵢ) / Σⱼ exp(xⱼ)` along one axis, the last unless said; stable for any finite input.
 *
 * Do not put it before `softmaxCrossEntropy`, which has its own.
 *
 * ```ts
 * import { Softmax } from "@chainrule/layers";
 *
 * new Softmax().forward([[0, 0], [1e4, 0]]); // => [[0.5, 0.5], [1, 0]]
 * ```
 */
export class Softmax extends Layer<SameShape> {
  readonly axis: number;

  constructor(axis: number = -1) {
    super();
    this.axis = axis;
  }

  override describe(): string {
    return `Softmax(${this.axis})`;
  }

  protected compute(x: Tensor): Tensor {
    return x.softmax(this.axis);
  }
}

/** `log softmax(x)` along one axis, the last unless said: what `negativeLogLikelihood` takes. */
export class LogSoftmax extends Layer<SameShape> {
  readonly axis: number;

  constructor(axis: number = -1) {
    super();
    this.axis = axis;
  }

  override describe(): string {
    return `LogSoftmax(${this.axis})`;
  }

  protected compute(x: Tensor): Tensor {
    return x.logSoftmax(this.axis);
  }
}
