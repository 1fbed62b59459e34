import { checkNames } from "@chainrule/graph";
import { full, Parameter, type Tensor } from "@chainrule/tensor";
import { prelu } from "@chainrule/tensor/functional";
import { Layer } from "./layer.ts";
import type { Floating, SameShape } from "./shape-function.ts";
import { checkedCount } from "./spatial.ts";

/** What `PReLU` takes besides the number of slopes. */
export interface PReLUOptions<D extends Floating = Floating> {
  /** The first slopes; 0.25. */
  readonly initial?: number;
  /** The dtype of the slopes; float32. */
  readonly dtype?: D;
}

/**
 * `x` above 0, `slope·x` elsewhere, with a learnt slope: one of all, or one for each channel, axis 1. The derivative at 0 is the slope. Any shape.
 *
 * `weight` is `[count]`.
 *
 * Source: He et al. 2015, "Delving deep into rectifiers".
 *
 * @throws A `ShapeError` if the channels are others than slopes.
 *
 * ```ts
 * import { PReLU } from "@chainrule/layers";
 *
 * new PReLU().forward([-2, 0, 3]); // => [-0.5, 0, 3]
 * ```
 */
export class PReLU<D extends Floating = Floating> extends Layer<SameShape, D> {
  /** `[count]`. */
  readonly weight: Parameter<[number], D>;

  constructor(count: number = 1, options: PReLUOptions<D> = {}) {
    super();
    checkNames("PReLU", options, { initial: 0, dtype: 0 });
    checkedCount("PReLU", "the number of slopes", count);
    const dtype = (options.dtype ?? "float32") as D;
    const first = full([count], options.initial ?? 0.25, { dtype }) as Tensor<[number], D>;
    this.weight = new Parameter(first, { name: "weight" });
  }

  override describe(): string {
    return `PReLU(${this.weight.shape[0]})`;
  }

  protected compute(x: Tensor): Tensor {
    const slope: Tensor = this.weight;
    const perChannel = slope.size > 1 && x.ndim > 2;
    return prelu(x, perChannel ? slope.reshape([-1, ...x.shape.slice(2).map(() => 1)]) : slope);
  }
}
