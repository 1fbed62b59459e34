import { checkNames } from "@chainrule/graph";
import { Parameter, type Tensor } from "@chainrule/tensor";
import type { Layer } from "./layer.ts";
import { type ParametrizationOptions, Parametrized } from "./parametrized.ts";

/**
 * A layer whose weight is learnt as a length and a direction for each output, `w = g · v / ‖v‖`: how far each step turns a direction does not depend on its length then.
 *
 * `magnitude` is `g`, `direction` is `v`; at first `v` is the weight of the layer and `g` its lengths `‖v‖`, so that the layer computes what it did. In the state, what else the layer has is below `layer`: `layer.bias`.
 *
 * Source: Salimans and Kingma 2016, "Weight normalization"; PyTorch's `parametrizations.weight_norm`, where each output has one length, too.
 *
 * @throws A `TypeError` if the layer has no such parameter, and a `ShapeError` if that has fewer than two axes, or no such axis.
 *
 * ```ts
 * import { Affine, WeightNorm } from "@chainrule/layers";
 *
 * const layer = new WeightNorm(new Affine(2, 1, { bias: false }));
 * layer.direction.assign([[3], [4]]);
 * layer.magnitude.assign([[10]]);
 * layer.forward([[1, 1]]); // => ≈ [[14]]
 * [...layer.namedParameters().keys()]; // => ["direction", "magnitude"]
 * ```
 */
export class WeightNorm<const out L extends Layer = Layer> extends Parametrized<L> {
  /** v, of the shape of the weight. */
  readonly direction: Parameter;
  /** g, one number for each output: `[1, out]`, or `[out, 1, …]`. */
  readonly magnitude: Parameter;
  private readonly axes: readonly number[];

  constructor(layer: L, options: ParametrizationOptions = {}) {
    super("WeightNorm", layer);
    checkNames("WeightNorm", options, { name: 0, axis: 0 });
    const { weight, axis } = this.take(options);
    this.axes = weight.shape.map((_, i) => i).filter((i) => i !== axis);
    this.direction = new Parameter(weight, { name: "direction" });
    this.magnitude = new Parameter(this.length(), { name: "magnitude" });
  }

  protected override weight(): Tensor {
    return this.direction.mul(this.magnitude.div(this.length()));
  }

  /** ‖v‖ of each output. */
  private length(): Tensor {
    return this.direction.square().sum(this.axes, { keepDims: true }).sqrt();
  }
}
