import { checkNames } from "@chainrule/graph";
import { constant, ones, Parameter, type Shape, type Tensor } from "@chainrule/tensor";
import { floating } from "./floating.ts";
import { Layer } from "./layer.ts";
import type { NormOptions } from "./layer-norm.ts";
import { checkEnd, lengthsOf, printLengths } from "./normalize.ts";
import type { EndingShape } from "./shapes/vectors.ts";
import type { Floating } from "./shape-function.ts";

/**
 * Divides each example by its root mean square over the last axes: `y = x / √(mean(x²) + eps) · weight`.
 *
 * Takes and gives `[…, ...shape]`; a number is a shape of one axis. `weight` has that shape, 1 at first. `eps` is the distance from 1 to the
 * next number of the input's dtype unless it is given: 2⁻²³, or 2⁻⁵² of float64.
 *
 * Source: Zhang and Sennrich 2019, "Root mean square layer normalization".
 *
 * @throws A `ShapeError` if the last axes differ.
 *
 * ```ts
 * import { RMSNorm } from "@chainrule/layers";
 *
 * new RMSNorm(2).forward([[1, 7], [-3, 3]]); // => ≈ [[0.2, 1.4], [-1, 1]]
 * ```
 */
export class RMSNorm<
  const L extends number | Shape = number | Shape,
  D extends Floating = Floating,
> extends Layer<EndingShape<"RMSNorm", L>, D> {
  /** The learnt factors, of the last axes; `null` where there are none. */
  readonly weight: Parameter<Shape, D> | null;
  /** ε, which is added to the mean of the squares; `null` where it depends on the dtype. */
  readonly eps: number | null;
  private readonly lengths: readonly number[];

  constructor(shape: L, options: NormOptions<D> = {}) {
    super();
    checkNames("RMSNorm", options, { eps: 0, affine: 0, dtype: 0 });
    const dtype = (options.dtype ?? "float32") as D;
    this.lengths = lengthsOf("RMSNorm", shape);
    this.eps = options.eps ?? null;
    this.weight =
      (options.affine ?? true)
        ? new Parameter(ones(this.lengths, { dtype }), { name: "weight" })
        : null;
  }

  override describe(): string {
    const eps = this.eps === null ? "" : `, eps ${this.eps}`;
    const affine = this.weight === null ? ", not affine" : "";
    return `RMSNorm(${printLengths(this.lengths)}${eps}${affine})`;
  }

  protected compute(given: Tensor): Tensor {
    const axes = checkEnd(given, this.lengths);
    const x = floating(given);
    const eps = this.eps ?? (x.dtype === "float64" ? 2 ** -52 : 2 ** -23);
    const square = x.square().mean(axes, { keepDims: true });
    const y = x.mul(square.add(constant(eps, x.dtype)).rsqrt());
    return this.weight === null ? y : y.mul(this.weight);
  }
}
