import { checkNames, operation } from "@chainrule/graph";
import { type Generator, Parameter, type Tensor } from "@chainrule/tensor";
import { type Initializer, uniformByFan } from "./initializers.ts";
import { Layer } from "./layer.ts";
import type { AffineShape } from "./shapes/vectors.ts";
import type { Floating } from "./shape-function.ts";

/** What `Affine` takes besides its sizes. */
export interface AffineOptions<D extends Floating = Floating> {
  /** Whether to add a bias; true. */
  readonly bias?: boolean;
  /** The first weight; as PyTorch's default, evenly in `±1/√in`. */
  readonly initializer?: Initializer;
  /** The first bias; as PyTorch's default, evenly in `±1/√in`. */
  readonly biasInitializer?: Initializer;
  /** Draws the first values; the default generator if absent. */
  readonly generator?: Generator | undefined;
  /** The dtype of weight and bias; float32. */
  readonly dtype?: D;
}

/**
 * `y = x·W + b` along the last axis.
 *
 * Takes `[…, in]`, gives `[…, out]`. `weight` is `[in, out]` (the transpose of PyTorch's), `bias` `[out]`.
 *
 * @throws A `ShapeError` if the last axis of the input is not `in` long.
 *
 * ```ts
 * import { Affine } from "@chainrule/layers";
 *
 * const layer = new Affine(2, 3);
 * layer.weight.assign([[1, 0, 1], [0, 1, 1]]);
 * layer.bias?.assign([0, 0, 10]);
 * layer.forward([[3, 4]]); // => [[3, 4, 17]]
 * ```
 */
export class Affine<
  const I extends number = number,
  const O extends number = number,
  D extends Floating = Floating,
> extends Layer<AffineShape<I, O>, D> {
  /** `[in, out]`. */
  readonly weight: Parameter<[I, O], D>;
  /** `[out]`. */
  readonly bias: Parameter<[O], D> | null;

  constructor(inputs: I, outputs: O, options: AffineOptions<D> = {}) {
    super();
    checkNames("Affine", options, {
      bias: 0,
      initializer: 0,
      biasInitializer: 0,
      generator: 0,
      dtype: 0,
    });
    const { bias = true, initializer = uniformByFan(), generator } = options;
    const dtype = (options.dtype ?? "float32") as D;
    const { biasInitializer = uniformByFan(inputs) } = options;
    const given = { dtype, generator };
    // Lengths that are none are the layer's, not those of what fills a tensor.
    const weight = operation("Affine", () => initializer([inputs, outputs], given));
    this.weight = new Parameter(weight as Tensor<[I, O], D>, { name: "weight" });
    this.bias = bias
      ? new Parameter(biasInitializer([outputs], given) as Tensor<[O], D>, { name: "bias" })
      : null;
  }

  override describe(): string {
    const [inputs, outputs] = this.weight.shape;
    return `Affine(${inputs}, ${outputs}${this.bias === null ? ", no bias" : ""})`;
  }

  protected compute(x: Tensor): Tensor {
    const product: Tensor = x.matmul(this.weight as Tensor);
    return this.bias === null ? product : product.add(this.bias as Tensor);
  }
}

export { Affine as Linear };
