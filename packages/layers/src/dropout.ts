import { checkNames } from "@chainrule/graph";
import { type Generator, rand, type Tensor, where, constant } from "@chainrule/tensor";
import { floating } from "./floating.ts";
import { Layer } from "./layer.ts";
import type { Floating, SameShape } from "./shape-function.ts";

/**
 * While training, zeroes each element with probability `p` and divides the others by `1 − p`, so that the expected value stays; while
 * evaluating, passes everything. Integers become float32.
 *
 * Each call draws anew: from `generator`, or from the default generator (`setSeed`). `p` may be changed between calls.
 *
 * Source: Srivastava et al. 2014.
 *
 * @throws A `RangeError` if `p` is not in `[0, 1]`.
 *
 * ```ts
 * import { Dropout } from "@chainrule/layers";
 * import { ones } from "@chainrule/tensor";
 *
 * const dropout = new Dropout(0.5);
 * const mean = dropout.forward(ones([1000])).mean().item(); // about 1
 * dropout.evaluate().forward([1, 2]); // => [1, 2]
 * ```
 */
export class Dropout extends Layer<SameShape, "float32"> {
  /** The probability with which an element becomes 0; it may be changed. */
  p: number;
  private readonly generator: Generator | undefined;

  constructor(p: number = 0.5, options: { readonly generator?: Generator } = {}) {
    super();
    checkNames("Dropout", options, { generator: 0 });
    if (!(p >= 0 && p <= 1)) throw new RangeError(`Dropout: p must be from 0 to 1; got ${p}.`);
    this.p = p;
    this.generator = options.generator;
  }

  override describe(): string {
    return `Dropout(${this.p})`;
  }

  protected compute(given: Tensor): Tensor {
    const x = floating(given);
    if (!this.training || this.p === 0) return x;
    const { dtype, shape } = x;
    const zero = constant(0, dtype);
    if (this.p === 1) return x.mul(zero);
    const { generator } = this;
    const draw = rand(shape, { dtype: dtype as Floating, ...(generator && { generator }) });
    return where(draw.less(this.p), zero, x.mul(1 / (1 - this.p)));
  }
}
