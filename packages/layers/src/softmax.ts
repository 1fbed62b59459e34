import type { Tensor } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { SameShape } from "./shape-function.ts";

/**
 * `exp(xᵢ) / Σⱼ exp(xⱼ)` along one axis, the last unless said; stable for any finite input.
 *
 * Do not put it before `softmaxCrossEntropy`, which has its own.
 *
 * Source: Bridle 1990; as PyTorch's `Softmax`, whose axis has no default.
 *
 * ```ts
 * import { Softmax } from "@chainrule/layers";
 *
 * new Softmax().forward([[0, 0], [1e4, 0]]); // => [[0.5, 0.5], [1, 0]]
 * ```
 */
export class Softmax extends Layer<SameShape, "float32"> {
  /** The axis along which the outputs sum to 1. */
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

/**
 * `log softmax(x)` along one axis, the last unless said: what `negativeLogLikelihood` takes.
 *
 * As PyTorch's `LogSoftmax`.
 *
 * ```ts
 * import { LogSoftmax } from "@chainrule/layers";
 *
 * new LogSoftmax().forward([0, 0]); // => ≈ [-0.6931, -0.6931]
 * ```
 */
export class LogSoftmax extends Layer<SameShape, "float32"> {
  /** The axis along which the exponentials of the outputs sum to 1. */
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
