import { checkNames } from "@chainrule/graph";
import { ones, Parameter, type Shape, type Tensor, zeros } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import {
  checkEnd,
  inverseDeviation,
  lengthsOf,
  moments,
  printLengths,
  printNorm,
} from "./normalize.ts";
import type { EndingShape } from "./shapes/vectors.ts";
import type { Floating } from "./shape-function.ts";

/** What `LayerNorm` takes besides the shape. */
export interface LayerNormOptions<D extends Floating = Floating> extends NormOptions<D> {
  /** Whether the bias is learnt, where the weight is; true. */
  readonly bias?: boolean;
}

/** What `LayerNorm` and `GroupNorm` take besides their sizes. */
export interface NormOptions<D extends Floating = Floating> {
  /** Added to the variance; 1e-5. */
  readonly eps?: number;
  /** Whether a learnt weight and bias follow; true. */
  readonly affine?: boolean;
  /** The dtype of weight and bias; float32. */
  readonly dtype?: D;
}

/**
 * Normalises each example over its last axes: `y = (x − mean) / √(variance + eps) · weight + bias`, with the biased variance.
 *
 * Takes and gives `[…, ...shape]`; a number is a shape of one axis. `weight` and `bias` have that shape, 1 and 0 at first.
 *
 * Source: Ba et al. 2016, "Layer normalization".
 *
 * @throws A `ShapeError` if the last axes differ.
 *
 * ```ts
 * import { LayerNorm } from "@chainrule/layers";
 *
 * new LayerNorm(2).forward([[1, 3], [10, 30]]); // => ≈ [[-1, 1], [-1, 1]]
 * ```
 */
export class LayerNorm<
  const L extends number | Shape = number | Shape,
  D extends Floating = Floating,
> extends Layer<EndingShape<"LayerNorm", L>, D> {
  /** The learnt factors, of the last axes; `null` where there are none. */
  readonly weight: Parameter<Shape, D> | null;
  /** What is added, of the last axes; `null` where nothing is. */
  readonly bias: Parameter<Shape, D> | null;
  /** ε, which is added to the variance. */
  readonly eps: number;
  private readonly lengths: readonly number[];

  constructor(shape: L, options: LayerNormOptions<D> = {}) {
    super();
    checkNames("LayerNorm", options, { eps: 0, affine: 0, bias: 0, dtype: 0 });
    const { eps = 1e-5, affine = true, bias = true } = options;
    const dtype = (options.dtype ?? "float32") as D;
    this.lengths = lengthsOf("LayerNorm", shape);
    this.eps = eps;
    this.weight = affine ? new Parameter(ones(this.lengths, { dtype }), { name: "weight" }) : null;
    this.bias =
      affine && bias ? new Parameter(zeros(this.lengths, { dtype }), { name: "bias" }) : null;
  }

  override describe(): string {
    const bias = this.weight !== null && this.bias === null ? ", no bias" : "";
    return `LayerNorm(${printLengths(this.lengths)}${printNorm(this)}${bias})`;
  }

  protected compute(x: Tensor): Tensor {
    const { shifted, rest, variance } = moments(x, checkEnd(x, this.lengths));
    const inverse = inverseDeviation(variance, this.eps);
    const y = shifted.mul(inverse).sub(rest.mul(inverse));
    const scaled = this.weight === null ? y : y.mul(this.weight);
    return this.bias === null ? scaled : scaled.add(this.bias);
  }
}
