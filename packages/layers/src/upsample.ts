import { checkNames, checkOneOf } from "@chainrule/graph";
import { type Shape, stack, type Tensor } from "@chainrule/tensor";
import { pad, slice } from "@chainrule/tensor/functional";
import { floating } from "./floating.ts";
import { Layer } from "./layer.ts";
import type { UpsampledShape } from "./shapes/images.ts";
import { checkRank, perAxis, type PerAxis, printPerAxis } from "./spatial.ts";

/** Where the pixels of an enlarged image come from. */
export type UpsampleMode = "nearest" | "bilinear";

/** What `Upsample` takes besides its scale. */
export interface UpsampleOptions<M extends UpsampleMode = UpsampleMode> {
  /** Whether a pixel is the nearest one, or weighs the four around it; `"nearest"`. */
  readonly mode?: M;
}

/**
 * Enlarges images by whole numbers.
 *
 * Takes `[N, C, H, W]`, gives `[N, C, H·scale, W·scale]`. The centre of output pixel `i` lies at `(i + ½)/scale − ½` of the input, whose edge goes on outside.
 * `"nearest"` repeats each pixel; `"bilinear"` weighs the pixels on both sides by their distance, along the height, then along the width. Bilinear, integers become float32.
 *
 * As PyTorch's `Upsample` with `align_corners=False`.
 *
 * @throws A `ShapeError` if the input does not have four axes.
 *
 * ```ts
 * import { Upsample } from "@chainrule/layers";
 *
 * new Upsample([1, 2]).forward([[[[1, 5]]]]); // => [[[[1, 1, 5, 5]]]]
 * new Upsample([1, 2], { mode: "bilinear" }).forward([[[[1, 5]]]]); // => [[[[1, 2, 4, 5]]]]
 * ```
 */
export class Upsample<
  const K extends PerAxis<readonly [number, number]> = PerAxis<readonly [number, number]>,
  const M extends UpsampleMode = "nearest",
> extends Layer<UpsampledShape<K>, M extends "bilinear" ? "float32" : "bool"> {
  private readonly scales: readonly number[];
  private readonly mode: UpsampleMode;

  constructor(scale: K, options: UpsampleOptions<M> = {}) {
    super();
    checkNames("Upsample", options, { mode: 0 });
    this.scales = perAxis("Upsample", "the scale", scale, 2, 1);
    this.mode = options.mode ?? "nearest";
    checkOneOf("Upsample", "mode", this.mode, ["nearest", "bilinear"]);
  }

  override describe(): string {
    return `Upsample(${printPerAxis(this.scales)}, ${this.mode})`;
  }

  protected compute(x: Tensor): Tensor {
    checkRank(x, 2);
    const isLinear = this.mode === "bilinear";
    const enlarge = isLinear ? interpolate : repeat;
    return this.scales.reduce(
      (y, scale, i) => (scale === 1 ? y : enlarge(y, 2 + i, scale)),
      isLinear ? floating(x) : x,
    );
  }
}

/** Each element along `axis` `scale` times. */
function repeat(x: Tensor, axis: number, scale: number): Tensor {
  const apart = x.unsqueeze(axis + 1);
  return apart.expand(apart.shape.with(axis + 1, scale)).reshape(enlarged(x, axis, scale));
}

function enlarged({ shape }: Tensor, axis: number, scale: number): Shape {
  return shape.with(axis, shape[axis]! * scale);
}

/** `scale` elements between neighbours along `axis`. Those at one distance from their left neighbour are one sum of two views, for all neighbours. */
function interpolate(x: Tensor, axis: number, scale: number): Tensor {
  const around = pad(
    x,
    x.shape.map((_, i) => (i === axis ? [1, 1] : [0, 0])),
    { mode: "edge" },
  );
  const from = (start: number): Tensor => {
    const starts = x.shape.map((_, i) => (i === axis ? start : 0));
    return slice(
      around,
      starts,
      starts.map((begin, i) => begin + x.shape[i]!),
    );
  };
  const phases = Array.from({ length: scale }, (_, phase) => {
    const place = (phase + 0.5) / scale - 0.5;
    const left = Math.floor(place);
    const weight = place - left;
    if (weight === 0) return from(left + 1);
    return from(left + 1)
      .mul(1 - weight)
      .add(from(left + 2).mul(weight));
  });
  return stack(phases, axis + 1).reshape(enlarged(x, axis, scale));
}
