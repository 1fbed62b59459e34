import { checkFraction, checkNames } from "@chainrule/graph";
import {
  asTensor,
  type Generator,
  type Operand,
  operation,
  primitive,
  rand,
  type Tensor,
} from "@chainrule/tensor";
import { type Changed, lengthsOf } from "./sampling.ts";

/**
 * Images, each mirrored with some probability (0.5 unless given), so that left is right: for what looks alike from both sides, which digits and letters do not.
 *
 * `images` are `[batch, channels, height, width]`; shape and dtype stay. Each call draws anew: in a step that `compile` captures, each replay. As torchvision's `RandomHorizontalFlip`, for each image by itself. Throws `ShapeError` where the images have other axes, and `RangeError` unless
 * the probability is from 0 to 1.
 *
 * ```ts
 * import { randomHorizontalFlip } from "@chainrule/data";
 * import { tensor } from "@chainrule/tensor";
 *
 * const images = tensor([[[[1, 2, 3]]]]);
 * randomHorizontalFlip(images, { probability: 1 }); // => [[[[3, 2, 1]]]]
 * ```
 */
export function randomHorizontalFlip<const O extends Operand>(
  images: O,
  options: { readonly probability?: number; readonly generator?: Generator } = {},
): Changed<O> {
  const name = "randomHorizontalFlip";
  checkNames(name, options, { probability: 0, generator: 0 });
  const { probability = 0.5, generator } = options;
  checkFraction(name, "probability", probability);
  return operation(name, () => {
    const x: Tensor = asTensor(images);
    const [batch] = lengthsOf(name, x);
    const happens = rand([batch, 1, 1, 1], { generator }).less(probability);
    const mirrored = primitive("flip", [x], { axes: [3] });
    return happens.where(mirrored, x) as Changed<O>;
  });
}
