import { checkFraction, checkNames } from "@chainrule/graph";
import type { Generator, Tensor } from "@chainrule/tensor";
import { dropout } from "@chainrule/tensor/functional";
import { Layer } from "./layer.ts";
import type { SameShape, ShapeFunction } from "./shape-function.ts";

/** What dropout layers take besides their probability. */
export interface DropoutOptions {
  /** Draws what is dropped; the default generator if absent. */
  readonly generator?: Generator | undefined;
}

/** A layer that drops out while training: what `Dropout` and dropout of channels are. */
export abstract class DropoutLayer<out F extends ShapeFunction> extends Layer<F, "float32"> {
  /** The probability with which something becomes 0; it may be changed. */
  p: number;
  private readonly generator: Generator | undefined;
  private readonly kind: string;

  protected constructor(kind: string, p: number, options: DropoutOptions) {
    super();
    checkNames(kind, options, { generator: 0 });
    this.kind = kind;
    checkFraction(kind, "p", p);
    this.p = p;
    this.generator = options.generator;
  }

  override describe(): string {
    return `${this.kind}(${this.p})`;
  }

  /** `x` with elements dropped while training, and as it is while evaluating. */
  protected drop(x: Tensor): Tensor {
    return dropout(x, this.training ? this.p : 0, { generator: this.generator });
  }
}

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
export class Dropout extends DropoutLayer<SameShape> {
  constructor(p: number = 0.5, options: DropoutOptions = {}) {
    super("Dropout", p, options);
  }

  protected compute(x: Tensor): Tensor {
    return this.drop(x);
  }
}
