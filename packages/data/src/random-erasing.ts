import { checkFraction, checkNames } from "@chainrule/graph";
import {
  asTensor,
  type Generator,
  type Operand,
  operation,
  rand,
  type Tensor,
} from "@chainrule/tensor";
import { along, type Changed, checkPair, lengthsOf } from "./sampling.ts";

/** What is erased of images, and with what. */
export interface ErasingOptions {
  /** How likely it is that something of an image is erased. Default 0.5. */
  readonly probability?: number;
  /** The least and the largest part of the image's area. Default 0.02 and 0.33. */
  readonly scale?: readonly [number, number];
  /** The least and the largest ratio of height to width. Default 0.3 and 3.3. */
  readonly ratio?: readonly [number, number];
  /** What is there afterwards. Default 0. */
  readonly value?: number;
  /** What draws. The default generator by default. */
  readonly generator?: Generator;
}

/**
 * Images, some of them with a rectangle erased, each at a place of its own: what trains on them must not rely on one part. The area is drawn evenly, the ratio of its sides evenly in its logarithm, and
 * the place evenly among those inside the image. A side that would be longer than the image is as long as that (torchvision draws again).
 *
 * `images` are `[batch, channels, height, width]`; shape and dtype stay. Each call draws anew: in a step that `compile` captures, each replay. As torchvision's `RandomErasing`, for each image by itself; Zhong et al., *Random Erasing Data Augmentation* (2017). Throws `ShapeError` where the
 * images have other axes, and `RangeError` unless the probability is from 0 to 1, and scale and ratio are above 0.
 *
 * ```ts
 * import { randomErasing } from "@chainrule/data";
 * import { ones } from "@chainrule/tensor";
 *
 * const images = ones([100, 3, 10, 10]);
 * const left = randomErasing(images).mean().item();
 * left > 0.8 && left < 1; // => true
 * randomErasing(images, { probability: 0 }).min(); // => 1
 * ```
 */
export function randomErasing<const O extends Operand>(
  images: O,
  options: ErasingOptions = {},
): Changed<O> {
  const name = "randomErasing";
  checkNames(name, options, { probability: 0, scale: 0, ratio: 0, value: 0, generator: 0 });
  const {
    probability = 0.5,
    scale = [0.02, 0.33],
    ratio = [0.3, 3.3],
    value = 0,
    generator,
  } = options;
  checkFraction(name, "probability", probability);
  checkPair(name, "scale", scale);
  checkPair(name, "ratio", ratio);
  return operation(name, () => {
    const x: Tensor = asTensor(images);
    const [batch, , height, width] = lengthsOf(name, x);
    const between = (least: number, most: number): Tensor =>
      drawn(batch, generator)
        .mul(most - least)
        .add(least) as Tensor;
    const happens = drawn(batch, generator).less(probability);
    const area = between(...(scale as [number, number])).mul(height * width);
    const shape = between(Math.log(ratio[0]), Math.log(ratio[1])).exp();
    const high = area.mul(shape).sqrt().round().minimum(height) as Tensor;
    const wide = area.div(shape).sqrt().round().minimum(width) as Tensor;
    const top = drawn(batch, generator)
      .mul(high.neg().add(height + 1))
      .floor() as Tensor;
    const left = drawn(batch, generator)
      .mul(wide.neg().add(width + 1))
      .floor() as Tensor;
    const isErased = within(1, height, top, high)
      .and(within(2, width, left, wide))
      .and(happens);
    return isErased.unsqueeze(1).where(value, x) as Changed<O>;
  });
}

/**
 * Images with a square of `size` pixels erased, each at a place of its own: its centre is drawn evenly among all pixels, so that parts of squares may lie beyond the edges.
 *
 * `images` are `[batch, channels, height, width]`; shape and dtype stay. Each call draws anew: in a step that `compile` captures, each replay. DeVries, Taylor, *Improved Regularization of Convolutional Neural Networks with Cutout* (2017). Throws `ShapeError` where the images have other axes, and
 * `RangeError` unless the size is a whole number from 0.
 *
 * ```ts
 * import { cutout } from "@chainrule/data";
 * import { ones } from "@chainrule/tensor";
 *
 * const left = cutout(ones([4, 1, 8, 8]), 3).sum([1, 2, 3]);
 * left.greaterEqual(64 - 9).all(); // => true
 * left.lessEqual(64 - 4).all(); // => true
 * ```
 */
export function cutout<const O extends Operand>(
  images: O,
  size: number,
  options: Pick<ErasingOptions, "value" | "generator"> = {},
): Changed<O> {
  checkNames("cutout", options, { value: 0, generator: 0 });
  const { value = 0, generator } = options;
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`cutout: the size must be an integer from 0; got ${size}.`);
  }
  return operation("cutout", () => {
    const x: Tensor = asTensor(images);
    const [batch, , height, width] = lengthsOf("cutout", x);
    const start = (length: number): Tensor =>
      drawn(batch, generator)
        .mul(length)
        .floor()
        .sub(Math.floor(size / 2)) as Tensor;
    const [top, left] = [start(height), start(width)];
    const isErased = within(1, height, top, size).and(within(2, width, left, size));
    return isErased.unsqueeze(1).where(value, x) as Changed<O>;
  });
}

/** A number from 0 to below 1 for each image. */
function drawn(batch: number, generator: Generator | undefined): Tensor {
  return rand([batch, 1, 1], { generator }) as Tensor;
}

/** Where the places along an axis of so many pixels are among the `length` from `start` on. */
function within(axis: 1 | 2, pixels: number, start: Tensor, length: Tensor | number): Tensor {
  const place = along(axis, pixels, "float32").sub(start) as Tensor;
  return place.greaterEqual(0).and(place.less(length)) as Tensor;
}
