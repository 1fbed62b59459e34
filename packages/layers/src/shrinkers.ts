import type { Tensor } from "@chainrule/tensor";
import * as functional from "@chainrule/tensor/functional";
import { Layer } from "./layer.ts";
import type { SameShape } from "./shape-function.ts";

/**
 * `x`, kept within `low` and `high` (−1 and 1 unless said). The derivative at both kinks is 0. Any shape.
 *
 * As PyTorch's `Hardtanh`.
 *
 * @throws A `RangeError` unless `low` is below `high`.
 *
 * ```ts
 * import { HardTanh } from "@chainrule/layers";
 *
 * new HardTanh().forward([-2, 0.5, 3]); // => [-1, 0.5, 1]
 * ```
 */
export class HardTanh extends Layer<SameShape, "float32"> {
  /** The least output. */
  readonly low: number;
  /** The largest output. */
  readonly high: number;

  constructor(low: number = -1, high: number = 1) {
    super();
    if (!(low < high))
      throw new RangeError(`HardTanh: low must be below high; got ${low} and ${high}.`);
    this.low = low;
    this.high = high;
  }

  override describe(): string {
    return `HardTanh(${this.low}, ${this.high})`;
  }

  protected compute(x: Tensor): Tensor {
    return functional.hardTanh(x, this.low, this.high);
  }
}

/**
 * `min(max(x, 0), 6)`. The derivative at both kinks, 0 and 6, is 0. Any shape.
 *
 * Source: Howard et al. 2017, "MobileNets".
 *
 * ```ts
 * import { ReLU6 } from "@chainrule/layers";
 *
 * new ReLU6().forward([-2, 0.5, 8]); // => [0, 0.5, 6]
 * ```
 */
export class ReLU6 extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "ReLU6()";
  }

  protected compute(x: Tensor): Tensor {
    return functional.hardTanh(x, 0, 6);
  }
}

/**
 * `x` above `threshold`, `value` elsewhere. The derivative at the threshold is 0. Any shape.
 *
 * As PyTorch's `Threshold`.
 *
 * ```ts
 * import { Threshold } from "@chainrule/layers";
 *
 * new Threshold(1, -1).forward([-2, 1, 3]); // => [-1, -1, 3]
 * ```
 */
export class Threshold extends Layer<SameShape, "float32"> {
  /** Above it, x stays. */
  readonly threshold: number;
  /** What x becomes elsewhere. */
  readonly value: number;

  constructor(threshold: number, value: number) {
    super();
    this.threshold = threshold;
    this.value = value;
  }

  override describe(): string {
    return `Threshold(${this.threshold}, ${this.value})`;
  }

  protected compute(x: Tensor): Tensor {
    return functional.threshold(x, this.threshold, this.value);
  }
}

/**
 * `x − lambda` above `lambda` (½ unless said), `x + lambda` below `−lambda`, and 0 between. The derivative at both kinks is 0. Any shape.
 *
 * As PyTorch's `Softshrink`.
 *
 * ```ts
 * import { SoftShrink } from "@chainrule/layers";
 *
 * new SoftShrink().forward([-2, 0.3, 3]); // => [-1.5, 0, 2.5]
 * ```
 */
export class SoftShrink extends Layer<SameShape, "float32"> {
  /** λ: half the width of what becomes 0. */
  readonly lambda: number;

  constructor(lambda: number = 0.5) {
    super();
    this.lambda = lambda;
  }

  override describe(): string {
    return `SoftShrink(${this.lambda})`;
  }

  protected compute(x: Tensor): Tensor {
    return functional.softShrink(x, this.lambda);
  }
}

/**
 * `x` above `lambda` (½ unless said) and below `−lambda`, and 0 between. The derivative at both jumps is 0. Any shape.
 *
 * As PyTorch's `Hardshrink`.
 *
 * ```ts
 * import { HardShrink } from "@chainrule/layers";
 *
 * new HardShrink().forward([-2, 0.3, 3]); // => [-2, 0, 3]
 * ```
 */
export class HardShrink extends Layer<SameShape, "float32"> {
  /** λ: half the width of what becomes 0. */
  readonly lambda: number;

  constructor(lambda: number = 0.5) {
    super();
    this.lambda = lambda;
  }

  override describe(): string {
    return `HardShrink(${this.lambda})`;
  }

  protected compute(x: Tensor): Tensor {
    return functional.hardShrink(x, this.lambda);
  }
}

/**
 * `x − tanh(x)`. Any shape.
 *
 * As PyTorch's `Tanhshrink`.
 *
 * ```ts
 * import { TanhShrink } from "@chainrule/layers";
 *
 * new TanhShrink().forward([0, 1]); // => ≈ [0, 0.2384]
 * ```
 */
export class TanhShrink extends Layer<SameShape, "float32"> {
  override describe(): string {
    return "TanhShrink()";
  }

  protected compute(x: Tensor): Tensor {
    return functional.tanhShrink(x);
  }
}
