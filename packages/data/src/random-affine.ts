import { checkNames } from "@chainrule/graph";
import {
  type Generator,
  type Operand,
  operation,
  primitive,
  rand,
  type Tensor,
} from "@chainrule/tensor";
import {
  along,
  checkPair,
  type FillOptions,
  lengthsOf,
  mixable,
  type Sampled,
  sampleAt,
} from "./sampling.ts";

/** How far images are turned, moved, scaled and sheared. */
export interface AffineOptions extends FillOptions {
  /** The largest angle, in degrees to both sides, or the least and the largest. Default 0. */
  readonly degrees?: number | readonly [number, number];
  /** The longest way, as a part of width and height, to all sides; or one of each. Default 0. */
  readonly translate?: number | readonly [across: number, down: number];
  /** The least and the largest factor. Default 1. */
  readonly scale?: readonly [number, number];
  /** The largest angle by which columns lean, in degrees to both sides, or the least and the largest. Default 0. */
  readonly shear?: number | readonly [number, number];
  /** What draws. The default generator by default. */
  readonly generator?: Generator;
}

/**
 * Images, each turned, moved, scaled and sheared in a way of its own: what trains on them sees the same things in other places. An element of the result at the offset `q` from the centre is the image at the offset `p`,
 * the mean of the four pixels around it, with one angle `a`, one shear `k`, one factor `s` and one way `t` for each image, drawn evenly:
 *
 * ```text
 * (u, v) = q − t
 * p = R(a)·(u + tan(k)·v, v) / s        R(a) = [[cos a, −sin a], [sin a, cos a]]
 * ```
 *
 * `images` are `[batch, channels, height, width]`. Integers become float32; beyond the edges is `fill`. Each call draws anew: in a step that `compile` captures, each replay. As torchvision's `RandomAffine`, which draws once for a whole batch, with bilinear
 * interpolation. Throws `ShapeError` where the images have other axes, and `RangeError` unless both factors of `scale` are above 0.
 *
 * ```ts
 * import { randomAffine } from "@chainrule/data";
 * import { Generator, tensor } from "@chainrule/tensor";
 *
 * const generator = new Generator(1);
 * const images = tensor([[[[0, 9], [0, 9]]]]);
 * randomAffine(images, { degrees: [180, 180], generator }); // => ≈ [[[[9, 0], [9, 0]]]]
 * randomAffine(images, { degrees: 10, translate: 0.1, scale: [0.9, 1.1], generator }).shape; // => [1, 1, 2, 2]
 * ```
 */
export function randomAffine<const O extends Operand>(
  images: O,
  options: AffineOptions = {},
): Sampled<O> {
  const names = { degrees: 0, translate: 0, scale: 0, shear: 0, fill: 0, generator: 0 };
  checkNames("randomAffine", options, names);
  const { degrees = 0, translate = 0, scale = [1, 1], shear = 0, fill = 0, generator } = options;
  checkPair("randomAffine", "scale", scale);
  return operation("randomAffine", () => {
    const x = mixable(images);
    const [batch, , height, width] = lengthsOf("randomAffine", x);
    const { dtype } = x as Tensor<readonly number[], "float32" | "float64">;
    /** A number for each image, evenly from one to the other. */
    const between = (least: number, most: number): Tensor =>
      rand([batch, 1, 1], { dtype, generator })
        .mul(most - least)
        .add(least) as Tensor;
    const radians = (given: number | readonly [number, number]): Tensor => {
      const [least, most] = typeof given === "number" ? [-given, given] : given;
      return between((least * Math.PI) / 180, (most * Math.PI) / 180);
    };
    const [across, down] = typeof translate === "number" ? [translate, translate] : translate;
    const [angle, lean] = [radians(degrees), radians(shear)];
    const factor = between(...(scale as [number, number]));
    const [tx, ty] = [
      between(-across * width, across * width),
      between(-down * height, down * height),
    ];
    const v = along(1, height, dtype)
      .sub((height - 1) / 2)
      .sub(ty);
    const leaning = v.mul(sin(lean).div(cos(lean)));
    const u = along(2, width, dtype)
      .sub((width - 1) / 2)
      .sub(tx)
      .add(leaning);
    const [a, b] = [cos(angle).div(factor), sin(angle).div(factor)];
    const columns = u
      .mul(a)
      .sub(v.mul(b))
      .add((width - 1) / 2) as Tensor;
    const rows = u
      .mul(b)
      .add(v.mul(a))
      .add((height - 1) / 2) as Tensor;
    return sampleAt(x, columns, rows, fill) as Sampled<O>;
  });
}

const sin = (x: Tensor): Tensor => primitive("sin", [x], {});
const cos = (x: Tensor): Tensor => primitive("cos", [x], {});
