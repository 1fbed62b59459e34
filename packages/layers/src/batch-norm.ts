import { checkNames, printShape, shapeError } from "@chainrule/graph";
import { constant, ones, Parameter, State, type Tensor, zeros } from "@chainrule/tensor";
import { Layer } from "./layer.ts";
import { inverseDeviation, type Moments, moments, printNorm } from "./normalize.ts";
import { checkedCount, spatialNames } from "./spatial.ts";
import type { ChannelwiseShape } from "./shapes/vectors.ts";
import type { Floating } from "./shape-function.ts";

/** What batch normalisation takes besides the number of channels. */
export interface BatchNormOptions<D extends Floating = Floating> {
  /** Added to the variance; 1e-5. */
  readonly eps?: number;
  /** How much of the new statistics each step mixes into the running ones; 0.1. `null` averages over all steps evenly. */
  readonly momentum?: number | null;
  /** Whether a learnt weight and bias follow; true. */
  readonly affine?: boolean;
  /** Whether running statistics are kept; true. Without, evaluating uses those of its own batch too. */
  readonly trackRunningStatistics?: boolean;
  /** The dtype of parameters and statistics; float32. */
  readonly dtype?: D;
}

/** Batch normalisation of channels, which are axis 1: what `BatchNorm1d`, `BatchNorm2d` and `BatchNorm3d` are. */
export abstract class BatchNorm<
  Name extends string,
  const C extends number,
  Ranks extends number,
  D extends Floating,
> extends Layer<ChannelwiseShape<Name, C, Ranks>, D> {
  /** `[C]`, 1 at first. */
  readonly weight: Parameter<[C], D> | null;
  /** `[C]`, 0 at first. */
  readonly bias: Parameter<[C], D> | null;
  /** `[C]`, 0 at first. */
  readonly runningMean: State<[C], D> | null;
  /** `[C]`, 1 at first. */
  readonly runningVariance: State<[C], D> | null;
  /** How many batches the running statistics have seen; kept where `momentum` is `null`. */
  readonly batches: State<[], D> | null;
  /** ε, which is added to the variance. */
  readonly eps: number;
  /** How much of new statistics goes into the running ones; `null` averages over all batches evenly. */
  readonly momentum: number | null;
  private readonly name: Name;
  private readonly channels: C;
  private readonly ranks: readonly number[];

  protected constructor(
    name: Name,
    ranks: readonly number[],
    channels: C,
    options: BatchNormOptions<D>,
  ) {
    super();
    checkNames(name, options, {
      eps: 0,
      momentum: 0,
      affine: 0,
      trackRunningStatistics: 0,
      dtype: 0,
    });
    const { affine = true, trackRunningStatistics = true } = options;
    const dtype = (options.dtype ?? "float32") as D;
    this.name = name;
    this.ranks = ranks;
    this.channels = checkedCount(name, "the number of channels", channels) as C;
    this.eps = options.eps ?? 1e-5;
    this.momentum = options.momentum === undefined ? 0.1 : options.momentum;
    const zero = zeros([channels], { dtype }) as Tensor<[C], D>;
    const one = ones([channels], { dtype }) as Tensor<[C], D>;
    this.weight = affine ? new Parameter(one, { name: "weight" }) : null;
    this.bias = affine ? new Parameter(zero, { name: "bias" }) : null;
    const track = trackRunningStatistics;
    this.runningMean = track ? new State(zero, { name: "runningMean" }) : null;
    this.runningVariance = track ? new State(one, { name: "runningVariance" }) : null;
    this.batches =
      track && this.momentum === null
        ? new State(zeros([], { dtype }) as Tensor<[], D>, { name: "batches" })
        : null;
  }

  override describe(): string {
    const mixed = this.momentum ?? "even";
    const momentum = mixed === 0.1 ? "" : `, momentum ${mixed}`;
    const statistics = this.runningMean === null ? ", no running statistics" : "";
    return `${this.name}(${this.channels}${printNorm(this)}${momentum}${statistics})`;
  }

  protected compute(x: Tensor): Tensor {
    this.check(x);
    const { runningMean, runningVariance } = this;
    if (!this.training && runningMean !== null && runningVariance !== null) {
      const factor = this.factor(this.perChannel(runningVariance, x));
      return this.shift(x.sub(this.perChannel(runningMean, x)).mul(factor), null);
    }
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const statistics = moments(x, axes);
    if (this.training && x.size > 0) this.track(statistics, x.size / this.channels);
    const { shifted, rest, variance } = statistics;
    const factor = this.factor(variance);
    return this.shift(shifted.mul(factor), rest.mul(factor));
  }

  private check(x: Tensor): void {
    const [batch, channels] = x.shape;
    if (!this.ranks.includes(x.ndim) || channels !== this.channels) {
      const shapes = this.ranks.map((rank) => `[N, ${this.channels}${spatialNames[rank - 2]}]`);
      throw shapeError(
        "forward",
        `the input must be ${shapes.join(" or ")}; got ${printShape(x.shape)}.`,
      );
    }
    if (this.training && x.size === channels && batch !== 0) {
      throw shapeError(
        "forward",
        `training needs more than one value for each channel; got ${printShape(x.shape)}.`,
      );
    }
  }

  /** `weight / √(variance + eps)`. */
  private factor(variance: Tensor): Tensor {
    const inverse = inverseDeviation(variance, this.eps);
    return this.weight === null ? inverse : inverse.mul(this.perChannel(this.weight, variance));
  }

  /** `x + (bias − less)`, the sum of the last two once for each channel. */
  private shift(x: Tensor, less: Tensor | null): Tensor {
    if (this.bias === null) return less === null ? x : x.sub(less);
    const bias = this.perChannel(this.bias, x);
    return x.add(less === null ? bias : bias.sub(less));
  }

  /** Moves the running statistics towards those of a batch of `count` values for each channel. */
  private track({ around, rest, variance }: Moments, count: number): void {
    const { runningMean, runningVariance, momentum } = this;
    if (runningMean === null || runningVariance === null) return;
    const { dtype } = runningMean;
    const fraction = momentum === null ? this.countBatch() : constant(momentum, dtype);
    const kept = constant(1, dtype).sub(fraction);
    const unbiased = variance.mul(constant(count / (count - 1), variance.dtype)).detach();
    for (const [running, value] of [
      [runningMean, around.add(rest).detach()],
      [runningVariance, unbiased],
    ] as const) {
      const now = value.reshape([this.channels as number]).cast(dtype);
      const before: Tensor = running.mul(kept);
      running.assign(before.add(now.mul(fraction)));
    }
  }

  /** One over the number of batches, with this one. */
  private countBatch(): Tensor {
    const batches = this.batches!;
    batches.assign(batches.add(constant(1, batches.dtype)));
    return batches.reciprocal();
  }

  private perChannel(vector: Tensor, x: Tensor): Tensor {
    return vector.reshape([1, this.channels, ...x.shape.slice(2).map(() => 1)]);
  }
}
