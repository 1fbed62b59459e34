import { checkKind, printShape, shapeError } from "@chainrule/graph";
import { Parameter, type Tensor } from "@chainrule/tensor";
import { Layer } from "./layer.ts";

/** Which weight of a layer is computed, and along which axis. */
export interface ParametrizationOptions {
  /** The property of the layer that holds the weight; `"weight"`. */
  readonly name?: string;
  /** The axis of its outputs; the last of a matrix, which is `[in, out]`, and else the first. */
  readonly axis?: number;
}

/** A layer whose weight is computed in each run, from what the wrapper holds: what `WeightNorm` and `SpectralNorm` are. */
export abstract class Parametrized<const out L extends Layer> extends Layer<
  L["shapes"],
  L["dtypes"]
> {
  /** The layer. Its weight is the tensor that is computed, and no parameter. */
  readonly layer: L;
  private readonly called: string;
  /** The weight, in a run. */
  private computed: Tensor | null = null;

  protected constructor(called: string, layer: L) {
    super();
    checkKind(called, "the layer", layer, Layer, "a Layer");
    this.layer = layer;
    this.called = called;
  }

  /** Takes the weight out of the layer, which reads what `weight` gives in its place from now on. */
  protected take({ name = "weight", axis }: ParametrizationOptions): {
    weight: Parameter;
    axis: number;
  } {
    const { called, layer } = this;
    const weight: unknown = Reflect.get(layer, name);
    if (!(weight instanceof Parameter)) {
      throw new TypeError(
        `${called}: the layer must have a parameter ${name}; got ${layer.describe()}.`,
      );
    }
    const { shape } = weight;
    const outputs = axis ?? (shape.length === 2 ? 1 : 0);
    if (shape.length < 2 || !Number.isInteger(outputs) || outputs < 0 || outputs >= shape.length) {
      throw shapeError(
        called,
        `needs a weight with inputs and outputs, and one of its axes; got axis ${outputs} of ${printShape(shape)}.`,
      );
    }
    Object.defineProperty(layer, name, {
      get: () => this.computed ?? this.weight(),
      enumerable: false,
    });
    return { weight, axis: outputs };
  }

  /** The weight that the layer has. */
  protected abstract weight(): Tensor;

  override describe(): string {
    return this.called;
  }

  protected compute(x: Tensor): Tensor {
    this.computed = this.weight();
    try {
      return (this.layer as Layer).forward(x) as Tensor;
    } finally {
      this.computed = null;
    }
  }
}
