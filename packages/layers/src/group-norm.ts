import { checkNames, printShape, shapeError } from "@chainrule/graph";
import { ones, Parameter, type Shape, type Tensor, zeros } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import type { NormOptions } from "./layer-norm.ts";
import { inverseDeviation, moments, printNorm } from "./normalize.ts";
import type { ChannelwiseShape } from "./shapes/vectors.ts";
import { checkedCount } from "./spatial.ts";
import type { Floating } from "./shape-function.ts";

/**
 * Normalises groups of channels of each example: `y = (x − mean) / √(variance + eps) · weight + bias`, with the biased variance.
 *
 * Takes and gives `[N, C, …]`. `weight` and `bias` are `[C]`, 1 and 0 at first. One group is layer normalisation of all but the batch, as many
 * groups as channels is instance normalisation.
 *
 * Source: Wu and He 2018.
 *
 * @throws A `ShapeError` if the channels differ, or the groups do not divide them.
 *
 * ```ts
 * import { GroupNorm } from "@chainrule/layers";
 *
 * new GroupNorm(1, 2).forward([[1, 3], [10, 30]]); // => ≈ [[-1, 1], [-1, 1]]
 * ```
 */
export class GroupNorm<
  const C extends number = number,
  D extends Floating = Floating,
> extends Layer<ChannelwiseShape<"GroupNorm", C, number>, D> {
  /** The learnt factors, `[C]`; `null` where there are none. */
  readonly weight: Parameter<Shape, D> | null;
  /** What is added, `[C]`; `null` where nothing is. */
  readonly bias: Parameter<Shape, D> | null;
  /** ε, which is added to the variance. */
  readonly eps: number;
  private readonly groups: number;
  private readonly channels: number;

  constructor(groups: number, channels: C, options: NormOptions<D> = {}) {
    super();
    checkNames("GroupNorm", options, { eps: 0, affine: 0, dtype: 0 });
    const { eps = 1e-5, affine = true } = options;
    const dtype = (options.dtype ?? "float32") as D;
    this.groups = checkedCount("GroupNorm", "the number of groups", groups);
    this.channels = checkedCount("GroupNorm", "the number of channels", channels);
    if (channels % groups !== 0) {
      throw shapeError(
        "GroupNorm",
        `the groups must divide the channels; got ${groups} groups of ${channels} channels.`,
      );
    }
    this.eps = eps;
    this.weight = affine ? new Parameter(ones([channels], { dtype }), { name: "weight" }) : null;
    this.bias = affine ? new Parameter(zeros([channels], { dtype }), { name: "bias" }) : null;
  }

  override describe(): string {
    return `GroupNorm(${this.groups}, ${this.channels}${printNorm(this)})`;
  }

  protected compute(x: Tensor): Tensor {
    const { groups, channels } = this;
    const [batch, found, ...rest] = x.shape;
    if (batch === undefined || found !== channels) {
      throw shapeError(
        "forward",
        `the input must be [N, ${channels}, …]; got ${printShape(x.shape)}.`,
      );
    }
    const grouped = [batch, groups, channels / groups, ...rest];
    const axes = grouped.map((_, axis) => axis).slice(2);
    const { shifted, rest: mean, variance } = moments(x.reshape(grouped), axes);
    const inverse = inverseDeviation(variance, this.eps);
    const perChannel = (vector: Tensor): Tensor =>
      vector.reshape([groups, channels / groups, ...rest.map(() => 1)]);
    const y = shifted.mul(inverse).sub(mean.mul(inverse));
    const scaled = this.weight === null ? y : y.mul(perChannel(this.weight));
    const moved = this.bias === null ? scaled : scaled.add(perChannel(this.bias));
    return moved.reshape(x.shape);
  }
}
